namespace LustreOperator.Placement;

/// <summary>A PCI function of a host and the machines that hold it.</summary>
/// <param name="Address">Its PCI address.</param>
/// <param name="NumaNode">Its NUMA node; null: unknown.</param>
/// <param name="Fabric">The fabric it is cabled to; null: not said.</param>
/// <param name="Holders">The machines that hold it.</param>
/// <param name="Free">True if a machine can have it: no function of its IOMMU group is held.</param>
public sealed record DeviceHolding(PciAddress Address, int? NumaNode, string? Fabric, IReadOnlyList<string> Holders, bool Free);
