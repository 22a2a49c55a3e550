namespace LustreOperator.Agent;

/// <summary>
/// What the kernel means when it refuses a number of virtual functions (drivers/pci/iov.c, sriov_numvfs_store and sriov_enable). A driver may
/// have other causes for the same number; the kernel's log tells.
/// </summary>
internal static class SriovRefusal
{
    public static string Words(Exception fault)
    {
        int number = Errno.Of(fault);
        return number == 0 ? fault.Message : $"{Errno.Name(number)}, {Meaning(number) ?? Errno.Words(fault)}";
    }

    private static string? Meaning(int number) => number switch
    {
        Errno.Busy => "the device is busy: its driver, or whoever has its virtual functions, does not let go of them",
        Errno.NoMemory => "the firmware of the host left no room (PCI memory windows or bus numbers) for so many: "
            + "enable SR-IOV and decoding above 4 GB there, or boot with pci=realloc",
        Errno.Invalid => "the driver does not take this number",
        Errno.NoSpace => "the device has no resources left for so many",
        Errno.Io => "the device does not answer as SR-IOV wants it: see the kernel's log",
        Errno.Range => "that is more than sriov_totalvfs, or than the driver allows now",
        Errno.NoEntry => "no driver is bound to the function, or it makes no virtual functions this way (mlx4_core has the module parameter num_vfs)",
        Errno.NoDevice => "the device is gone",
        Errno.Perm or Errno.Access => "this is for root alone",
        Errno.ReadOnly => "/sys is mounted read-only here: the agent's service or container must leave it writable",
        _ => null,
    };
}
