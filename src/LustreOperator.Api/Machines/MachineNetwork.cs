namespace LustreOperator.Api;

/// <summary>A network interface of a machine: exactly one of device, bridge and libvirtNetwork.</summary>
public sealed record MachineNetwork
{
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>LNet network, as its cluster spells it; null: no LNet on it.</summary>
    public LnetNet? Lnet { get; init; }

    /// <summary>PCI address of the function passed through.</summary>
    public PciAddress? Device { get; init; }

    public string? Bridge { get; init; }

    public string? LibvirtNetwork { get; init; }

    /// <summary>MAC address of the virtio NIC.</summary>
    public string? Mac { get; init; }
}
