namespace LustreOperator.Libvirt;

/// <summary>virErrorDomain: the parts of libvirt that raise errors, as far as they mean something to us, with its numbers. Others keep their number.</summary>
public enum LibvirtErrorDomain
{
    /// <summary>None in particular.</summary>
    None = 0,

    /// <summary>The connection, not what it carries.</summary>
    Rpc = 7,
    Qemu = 10,
    Storage = 18,
    Network = 19,

    /// <summary>What all hypervisors' domains have in common, PCI slots of the guest among it.</summary>
    Domain = 20,
}
