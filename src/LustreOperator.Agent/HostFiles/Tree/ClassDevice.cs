namespace LustreOperator.Agent;

/// <summary>A device of a sysfs class.</summary>
/// <param name="Name">Such as eth0, sda1 or mlx5_0.</param>
/// <param name="Target">The text of its link, such as <c>../../devices/pci0000:40/0000:40:01.0/0000:42:00.0/net/eth0</c>.</param>
/// <param name="Functions">The PCI functions that it sits below, bridges among them, outermost first.</param>
internal sealed record ClassDevice(string Name, string Target, IReadOnlyList<PciAddress> Functions);
