using System.Text.Json.Serialization;
using LustreOperator.Api;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>A PCI function of a host, for one who looks for an HCA.</summary>
public sealed record InventoryDevice
{
    public required PciAddress Address { get; init; }

    /// <summary>In words, or vendor and product id; null: the host reports no such function.</summary>
    public string? Model { get; init; }

    public DeviceKind Kind { get; init; }

    public string? Vendor { get; init; }

    public string? Product { get; init; }

    public int? NumaNode { get; init; }

    public int? IommuGroup { get; init; }

    /// <summary>The other functions of its IOMMU group.</summary>
    public IReadOnlyList<PciAddress> GroupSiblings { get; init; } = [];

    /// <summary>The host driver that has it.</summary>
    public string? Driver { get; init; }

    /// <summary>Its PCI Express link now.</summary>
    public string? Link { get; init; }

    public string? LinkCapable { get; init; }

    /// <summary>The fabric it is cabled to; null: nobody has said.</summary>
    public string? Fabric { get; init; }

    public bool VirtualFunction { get; init; }

    public PciAddress? PhysicalFunction { get; init; }

    public HostDeviceSriov? Sriov { get; init; }

    /// <summary>How many virtual functions the admin asks for.</summary>
    public int? VirtualFunctionsWanted { get; init; }

    public HostDeviceRdma? Rdma { get; init; }

    /// <summary>In KvmHost.spec.devices.</summary>
    public bool Listed { get; init; }

    public bool Offered { get; init; }

    /// <summary>Why it is not offered.</summary>
    public string? Reason { get; init; }

    public required DeviceOwner Owner { get; init; }

    /// <summary>Free functions and those that nobody can have, that differ in nothing but addresses and groups, are told as one.</summary>
    internal static IEnumerable<DeviceRun<InventoryDevice>> Runs(IReadOnlyList<InventoryDevice> devices) => DeviceRun<InventoryDevice>.Of(devices, AreAlike);

    /// <summary>A physical function that is not offered because its virtual ones are.</summary>
    [JsonIgnore]
    public bool IsDivided => Owner.Kind == OwnerKind.NotOffered && Sriov?.Functions > 0;

    private static bool AreAlike(InventoryDevice one, InventoryDevice other) =>
        one.Owner.Kind is OwnerKind.Free or OwnerKind.NotOffered && one.Sriov is null && other.Sriov is null
        && one.GroupSiblings.Count == 0 && other.GroupSiblings.Count == 0
        && Likeness(one) == Likeness(other);

    private static (DeviceOwner, string?, string?, int?, string?, string?, PciAddress?, string?) Likeness(InventoryDevice device) =>
        (device.Owner, device.Model, device.Fabric, device.NumaNode, device.Driver, device.Link, device.PhysicalFunction, Ports(device.Rdma));

    private static string? Ports(HostDeviceRdma? rdma) =>
        rdma is null ? null : string.Join('|', rdma.Ports.Select(port => $"{port.Number} {port.State} {port.Rate} {port.LinkLayer}"));
}
