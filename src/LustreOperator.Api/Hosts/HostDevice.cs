namespace LustreOperator.Api;

/// <summary>A PCI function of the host.</summary>
public sealed record HostDevice
{
    public required PciAddress Address { get; init; }

    public string Vendor { get; init => field = value ?? ""; } = "";

    public string Product { get; init => field = value ?? ""; } = "";

    public string? VendorName { get; init; }

    public string? ProductName { get; init; }

    public PciClass? Class { get; init; }

    public int? NumaNode { get; init; }

    public int? IommuGroup { get; init; }

    /// <summary>The other functions of its IOMMU group that are no bridges: they come with it or are parked.</summary>
    public IReadOnlyList<PciAddress> GroupSiblings { get; init => field = value ?? []; } = [];

    /// <summary>The host driver that has it, vfio-pci while a machine has it; null: none.</summary>
    public string? Driver { get; init; }

    /// <summary>Its PCI Express link now, such as 8 GT/s x4.</summary>
    public string? Link { get; init; }

    /// <summary>What its link is capable of.</summary>
    public string? LinkCapable { get; init; }

    public string? Fabric { get; init; }

    public bool VirtualFunction { get; init; }

    /// <summary>The physical function of a virtual one.</summary>
    public PciAddress? PhysicalFunction { get; init; }

    /// <summary>Null: no SR-IOV.</summary>
    public HostDeviceSriov? Sriov { get; init; }

    /// <summary>Null: no RDMA device, or none that the agent can see.</summary>
    public HostDeviceRdma? Rdma { get; init; }

    /// <summary>What the host itself uses it for, such as `interface eth0 has address 10.0.0.2`; null: nothing that the agent can see.</summary>
    public string? HostUse { get; init; }

    /// <summary>Who has it: namespace/name of a machine, or the name of a domain that is not ours.</summary>
    public string? Holder { get; init; }

    /// <summary>True if machines may be given the function.</summary>
    public bool Offered { get; init; }

    /// <summary>Why it is not offered.</summary>
    public string? Reason { get; init; }
}
