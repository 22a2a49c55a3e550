namespace LustreOperator.Views.Drawing;

/// <summary>A network interface of a machine.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Device">PCI address of the function passed through; null: a virtio NIC, or not placed.</param>
/// <param name="NumaNode">The node that a picture shows it on: the function's, or the machine's first.</param>
public sealed record LabNic(string Network, PciAddress? Device, int? NumaNode);
