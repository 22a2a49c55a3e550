namespace LustreOperator.Libvirt;

/// <summary>What we ask of a pin before libvirt does.</summary>
public static class PinRules
{
    /// <summary>The set, if a thread can be bound to it.</summary>
    /// <exception cref="LibvirtException">The set is empty: a thread must run somewhere.</exception>
    public static CpuSet Checked(CpuSet cpus)
    {
        ArgumentNullException.ThrowIfNull(cpus);
        return !cpus.IsEmpty ? cpus : throw new LibvirtException(LibvirtErrorKind.InvalidArgument, "A pin needs at least one host CPU.");
    }
}
