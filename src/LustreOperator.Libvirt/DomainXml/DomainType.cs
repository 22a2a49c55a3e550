namespace LustreOperator.Libvirt;

/// <summary>What runs the guest's instructions.</summary>
public enum DomainType
{
    /// <summary>The CPU itself.</summary>
    Kvm,

    /// <summary>Software emulation (TCG).</summary>
    Qemu,
}
