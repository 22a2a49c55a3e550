using LustreOperator.Libvirt;

namespace LustreOperator.Simulation;

/// <summary>libvirt's errors with its codes and its words.</summary>
internal static class Faults
{
    public static LibvirtException Internal(string what) => Of(LibvirtErrorCode.InternalError, $"internal error: {what}");

    public static LibvirtException InvalidArgument(string what) => Of(LibvirtErrorCode.InvalidArgument, $"invalid argument: {what}");

    public static LibvirtException Failed(string what) => Of(LibvirtErrorCode.OperationFailed, $"operation failed: {what}");

    public static LibvirtException Xml(string what) => Of(LibvirtErrorCode.XmlError, $"XML error: {what}");

    /// <summary>A system call failed; libvirt prefixes nothing.</summary>
    /// <param name="what">What failed, and how in words.</param>
    /// <param name="errno">The kernel's number for how.</param>
    public static LibvirtException System(string what, int errno) => Of(LibvirtErrorCode.SystemError, what, LibvirtErrorDomain.None, errno);

    public static LibvirtException NoDomain(Guid uuid) => Of(LibvirtErrorCode.NoDomain, $"Domain not found: no domain with matching uuid '{uuid}'");

    public static LibvirtException NoNetwork(string name) =>
        Of(LibvirtErrorCode.NoNetwork, $"Network not found: no network with matching name '{name}'", LibvirtErrorDomain.Network);

    public static LibvirtException NetworkInactive(string name) =>
        Of(LibvirtErrorCode.OperationInvalid, $"Requested operation is not valid: network '{name}' is not active", LibvirtErrorDomain.Network);

    public static LibvirtException NoPool(string name) =>
        Of(LibvirtErrorCode.NoStoragePool, $"Storage pool not found: no storage pool with matching name '{name}'");

    public static LibvirtException NoVolume(string name) =>
        Of(LibvirtErrorCode.NoStorageVolume, $"Storage volume not found: no storage vol with matching name '{name}'");

    public static LibvirtException VolumeExists(string name) => Of(LibvirtErrorCode.StorageVolumeExists, $"storage volume '{name}' exists already");

    public static LibvirtException NoNodeDevice(PciAddress address) =>
        Of(LibvirtErrorCode.NoNodeDevice, $"Node device not found: no node device with matching name '{PciDevice.NameOf(address)}'");

    public static LibvirtException Invalid(string what) => Of(LibvirtErrorCode.OperationInvalid, $"Requested operation is not valid: {what}");

    public static LibvirtException NoFreePort() =>
        Of(LibvirtErrorCode.InternalError, "internal error: No more available PCI slots", LibvirtErrorDomain.Domain);

    public static LibvirtException NotRunning() => Invalid("domain is not running");

    public static LibvirtException Unsupported(string what) => Of(LibvirtErrorCode.ConfigUnsupported, $"unsupported configuration: {what}");

    public static LibvirtException NotSupported(string what) =>
        Of(LibvirtErrorCode.NoSupport, $"this function is not supported by the connection driver: {what}");

    public static LibvirtException ArgumentUnsupported(string what) => Of(LibvirtErrorCode.ArgumentUnsupported, $"argument unsupported: {what}");

    public static LibvirtException NoDevice(string what) => Of(LibvirtErrorCode.DeviceMissing, $"device not found: {what}");

    /// <summary>The same failure, said by the function that was called.</summary>
    public static LibvirtException In(this LibvirtException fault, string function) => fault.Code == LibvirtErrorCode.None
        ? fault
        : new LibvirtException(fault.Kind, $"{function}: {fault.Message}", fault)
        {
            Function = function,
            Code = fault.Code,
            Domain = fault.Domain,
            Errno = fault.Errno,
        };

    // Of the many parts that raise errors within libvirt, those are told that somebody distinguishes.
    private static LibvirtException Of(LibvirtErrorCode code, string message, LibvirtErrorDomain domain = LibvirtErrorDomain.Qemu, int? errno = null) =>
        new(ErrorKinds.Of(code, domain), message) { Code = code, Domain = domain, Errno = errno };
}
