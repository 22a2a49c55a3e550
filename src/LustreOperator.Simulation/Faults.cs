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
    public static LibvirtException System(string what) => Of(LibvirtErrorCode.SystemError, what);

    public static LibvirtException NoDomain(Guid uuid) => Of(LibvirtErrorCode.NoDomain, $"Domain not found: no domain with matching uuid '{uuid}'");

    public static LibvirtException NoNetwork(string name) => Of(LibvirtErrorCode.NoNetwork, $"Network not found: no network with matching name '{name}'");

    public static LibvirtException NoPool(string name) =>
        Of(LibvirtErrorCode.NoStoragePool, $"Storage pool not found: no storage pool with matching name '{name}'");

    public static LibvirtException NoVolume(string name) =>
        Of(LibvirtErrorCode.NoStorageVolume, $"Storage volume not found: no storage vol with matching name '{name}'");

    public static LibvirtException VolumeExists(string name) => Of(LibvirtErrorCode.StorageVolumeExists, $"storage volume '{name}' exists already");

    public static LibvirtException NoNodeDevice(PciAddress address) =>
        Of(LibvirtErrorCode.NoNodeDevice, $"Node device not found: no node device with matching name '{PciDevice.NameOf(address)}'");

    public static LibvirtException Invalid(string what) => Of(LibvirtErrorCode.OperationInvalid, $"Requested operation is not valid: {what}");

    public static LibvirtException NotRunning() => Invalid("domain is not running");

    public static LibvirtException Unsupported(string what) => Of(LibvirtErrorCode.ConfigUnsupported, $"unsupported configuration: {what}");

    public static LibvirtException NotSupported(string what) =>
        Of(LibvirtErrorCode.NoSupport, $"this function is not supported by the connection driver: {what}");

    public static LibvirtException ArgumentUnsupported(string what) => Of(LibvirtErrorCode.ArgumentUnsupported, $"argument unsupported: {what}");

    public static LibvirtException NoDevice(string what) => Of(LibvirtErrorCode.DeviceMissing, $"device not found: {what}");

    /// <summary>The same failure, said by the function that was called.</summary>
    public static LibvirtException In(this LibvirtException fault, string function) => fault.Code == LibvirtErrorCode.None
        ? fault
        : new LibvirtException(fault.Kind, $"{function}: {fault.Message}", fault) { Function = function, Code = fault.Code, Domain = fault.Domain };

    private static LibvirtException Of(LibvirtErrorCode code, string message)
    {
        // VIR_FROM_QEMU, for want of the many that raise errors within libvirt: none is distinguished but the connection's.
        const int FromQemu = 10;
        return new LibvirtException(ErrorKinds.Of(code, FromQemu), message) { Code = code, Domain = FromQemu };
    }
}
