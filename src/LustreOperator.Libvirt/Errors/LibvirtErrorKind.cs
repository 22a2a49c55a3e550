namespace LustreOperator.Libvirt;

/// <summary>What a caller may do about a failure.</summary>
public enum LibvirtErrorKind
{
    /// <summary>Nothing that a caller distinguishes; the message says what.</summary>
    Other,

    /// <summary>The library <c>libvirt.so.0</c> is not installed.</summary>
    LibraryMissing,

    /// <summary>There is no connection to the daemon; nothing was done.</summary>
    Unreachable,

    /// <summary>The connection was lost during the call; whether it was done is unknown.</summary>
    ConnectionLost,

    /// <summary>The daemon did not answer in time; whether the call was or will be done is unknown.</summary>
    Timeout,

    /// <summary>Too many calls wait already, or the call's turn did not come in time; nothing was done.</summary>
    Busy,

    /// <summary>The daemon gave up waiting, for the guest or for another operation on the domain (VIR_ERR_OPERATION_TIMEOUT).</summary>
    OperationTimeout,

    /// <summary>The credentials do not allow it.</summary>
    Denied,
    NoDomain,
    NoNetwork,
    NoStoragePool,
    NoStorageVolume,
    NoNodeDevice,

    /// <summary>A domain of this name is there already.</summary>
    DomainExists,

    /// <summary>A volume of this name is there already.</summary>
    VolumeExists,

    /// <summary>Not in the state that the object is in now (VIR_ERR_OPERATION_INVALID).</summary>
    OperationInvalid,

    /// <summary>QEMU stopped the guest for an internal error, and it runs on after a reset alone.</summary>
    GuestNeedsReset,

    /// <summary>The host or its QEMU cannot do what the definition asks (VIR_ERR_CONFIG_UNSUPPORTED).</summary>
    ConfigUnsupported,

    /// <summary>The driver or daemon does not have this function (VIR_ERR_NO_SUPPORT).</summary>
    NotSupported,

    /// <summary>The request itself is wrong (VIR_ERR_INVALID_ARG, VIR_ERR_XML_ERROR, ...).</summary>
    InvalidArgument,

    /// <summary>The guest's agent does not answer (VIR_ERR_AGENT_UNRESPONSIVE and others).</summary>
    AgentUnresponsive,

    /// <summary>The domain has no such device (VIR_ERR_DEVICE_MISSING).</summary>
    DeviceMissing,

    /// <summary>An operating system call failed on the host (VIR_ERR_SYSTEM_ERROR): a path, a permission, a device that is not there.</summary>
    System,
}
