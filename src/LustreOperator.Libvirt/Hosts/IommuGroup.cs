namespace LustreOperator.Libvirt;

/// <summary>The functions that the IOMMU cannot keep apart, in order of address.</summary>
public sealed record IommuGroup(int Number, ValueList<PciAddress> Members);
