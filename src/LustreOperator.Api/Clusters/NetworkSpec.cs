namespace LustreOperator.Api;

/// <summary>A network that machine groups can ask for: exactly one of hca, bridge and libvirtNetwork.</summary>
public sealed record NetworkSpec
{
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>LNet network, such as o2ib0 or tcp1; null: no LNet on it.</summary>
    public LnetNet? Lnet { get; init; }

    /// <summary>A PCI function passed through.</summary>
    public HcaSelector? Hca { get; init; }

    /// <summary>A bridge of the host, for a virtio NIC.</summary>
    public string? Bridge { get; init; }

    /// <summary>A libvirt network, for a virtio NIC.</summary>
    public string? LibvirtNetwork { get; init; }
}
