namespace LustreOperator.Libvirt;

/// <summary>virErrorNumber: the codes that mean something to us, with libvirt's numbers. Others keep their number.</summary>
public enum LibvirtErrorCode
{
    /// <summary>VIR_ERR_OK: no libvirt error, the fault was found on our side.</summary>
    None = 0,
    InternalError = 1,
    NoSupport = 3,
    NoConnect = 5,
    InvalidConnection = 6,
    InvalidArgument = 8,
    OperationFailed = 9,
    XmlError = 27,
    DomainExists = 28,
    OperationDenied = 29,
    XmlDetail = 35,
    SystemError = 38,
    Rpc = 39,
    NoDomain = 42,
    NoNetwork = 43,
    AuthenticationFailed = 45,
    NoStoragePool = 49,
    NoStorageVolume = 50,
    NoNodeDevice = 53,
    OperationInvalid = 55,
    ConfigUnsupported = 67,
    OperationTimeout = 68,
    ArgumentUnsupported = 74,
    AuthenticationCancelled = 79,
    OperationUnsupported = 84,
    AgentUnresponsive = 86,
    AccessDenied = 88,
    StorageVolumeExists = 90,
    XmlInvalidSchema = 92,
    AuthenticationUnavailable = 94,
    AgentUnsynced = 97,
    DeviceMissing = 99,
}
