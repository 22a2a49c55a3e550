namespace LustreOperator.Libvirt;

/// <summary>What libvirt's codes mean to a caller.</summary>
public static class ErrorKinds
{
    public static LibvirtErrorKind Of(LibvirtErrorCode code, LibvirtErrorDomain domain) => code switch
    {
        LibvirtErrorCode.InternalError or LibvirtErrorCode.SystemError when domain == LibvirtErrorDomain.Rpc => LibvirtErrorKind.ConnectionLost,
        LibvirtErrorCode.InvalidConnection or LibvirtErrorCode.NoConnect => LibvirtErrorKind.ConnectionLost,
        LibvirtErrorCode.NoSupport or LibvirtErrorCode.OperationUnsupported or LibvirtErrorCode.ArgumentUnsupported => LibvirtErrorKind.NotSupported,
        LibvirtErrorCode.InvalidArgument or LibvirtErrorCode.XmlError or LibvirtErrorCode.XmlDetail or LibvirtErrorCode.XmlInvalidSchema =>
            LibvirtErrorKind.InvalidArgument,
        LibvirtErrorCode.OperationDenied or LibvirtErrorCode.AccessDenied or LibvirtErrorCode.AuthenticationFailed
            or LibvirtErrorCode.AuthenticationCancelled or LibvirtErrorCode.AuthenticationUnavailable => LibvirtErrorKind.Denied,
        LibvirtErrorCode.SystemError => LibvirtErrorKind.System,
        LibvirtErrorCode.NoDomain => LibvirtErrorKind.NoDomain,
        LibvirtErrorCode.NoNetwork => LibvirtErrorKind.NoNetwork,
        LibvirtErrorCode.NoStoragePool => LibvirtErrorKind.NoStoragePool,
        LibvirtErrorCode.NoStorageVolume => LibvirtErrorKind.NoStorageVolume,
        LibvirtErrorCode.NoNodeDevice => LibvirtErrorKind.NoNodeDevice,
        LibvirtErrorCode.DomainExists => LibvirtErrorKind.DomainExists,
        LibvirtErrorCode.StorageVolumeExists => LibvirtErrorKind.VolumeExists,
        LibvirtErrorCode.OperationInvalid => LibvirtErrorKind.OperationInvalid,
        LibvirtErrorCode.ConfigUnsupported => LibvirtErrorKind.ConfigUnsupported,
        LibvirtErrorCode.OperationTimeout => LibvirtErrorKind.OperationTimeout,
        LibvirtErrorCode.AgentUnresponsive or LibvirtErrorCode.AgentUnsynced => LibvirtErrorKind.AgentUnresponsive,
        LibvirtErrorCode.DeviceMissing => LibvirtErrorKind.DeviceMissing,
        _ => LibvirtErrorKind.Other,
    };
}
