namespace LustreOperator.Libvirt;

/// <summary>A PCI Express link.</summary>
/// <param name="GigatransfersPerSecond">The speed of a lane: 2.5, 5, 8, 16, 32. Null when libvirt does not know it.</param>
/// <param name="Width">How many lanes.</param>
public readonly record struct PciLink(double? GigatransfersPerSecond, int Width);
