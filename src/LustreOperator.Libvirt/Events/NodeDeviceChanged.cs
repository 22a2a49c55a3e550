namespace LustreOperator.Libvirt;

/// <summary>
/// A device of the host came, went or changed (virConnectNodeDeviceEventRegisterAny). A PCI function that merely changes its driver gives none;
/// its child (<c>net_...</c>) comes or goes then.
/// </summary>
/// <param name="Name">libvirt's name of it: <c>pci_0000_41_00_1</c>, <c>net_eth0_...</c>.</param>
public sealed record NodeDeviceChanged(string Name) : HypervisorEvent;
