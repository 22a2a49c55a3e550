using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>A PCI function of a host.</summary>
internal sealed class DeviceModel
{
    public required PciAddress Address { get; init; }

    public required HostDevice Device { get; init; }

    /// <summary>What the admin says, or else what the agent repeats of it.</summary>
    public required string? Fabric { get; init; }

    /// <summary>Position of its NUMA node; -1: unknown.</summary>
    public required int Node { get; init; }

    /// <summary>Position of its IOMMU group; a function without one is alone.</summary>
    public required int Group { get; init; }

    /// <summary>Number of functions in its group.</summary>
    public required int GroupSize { get; init; }

    /// <summary>Functions of one class can stand for each other in every request, but for those that some request names by address.</summary>
    public required string Class { get; init; }

    /// <summary>True if a machine may be given it for such a request.</summary>
    public bool Matches(HcaSelector selector, int[] nodeIds) => Device.Offered && Suits(selector, nodeIds);

    /// <summary>True if it is what the selector asks for, offered or not.</summary>
    public bool Suits(HcaSelector selector, int[] nodeIds) =>
        (selector.Fabric is null || selector.Fabric == Fabric)
        && (selector.Vendor is null || string.Equals(selector.Vendor, Device.Vendor, StringComparison.OrdinalIgnoreCase))
        && (selector.Product is null || string.Equals(selector.Product, Device.Product, StringComparison.OrdinalIgnoreCase))
        && (selector.Address is null || selector.Address.Is(Address))
        && (selector.NumaNode is null || (Node >= 0 && nodeIds[Node] == selector.NumaNode))
        && (selector.VirtualFunction is null || selector.VirtualFunction == Device.VirtualFunction);
}
