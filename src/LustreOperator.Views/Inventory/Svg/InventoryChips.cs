using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>PCI functions at the edges of their nodes; functions that are alike and nobody's share a chip.</summary>
internal sealed class InventoryChips(LabMachines machines) : ISvgChips<InventoryDevice>
{
    public IReadOnlyList<SvgChip> Of(LabHost<InventoryDevice> host, LabNode<InventoryDevice> node) => [.. InventoryDevice.Runs(node.Devices).Select(Of)];

    public IReadOnlyList<SvgChip> OfOthers(LabHost<InventoryDevice> host) => [.. InventoryDevice.Runs(host.OtherDevices).Select(Of)];

    public IEnumerable<string> Models(LabNode<InventoryDevice> node) =>
        node.Devices.GroupBy(device => device.Model ?? "gone").Select(group => $"{group.Count()} × {group.Key}");

    private SvgChip Of(DeviceRun<InventoryDevice> run)
    {
        InventoryDevice device = run.First;
        bool isKnown = device.Owner.Kind == OwnerKind.Machine && machines.Find(device.Owner.Machine) is not null;
        string title = run.Count == 1 ? DeviceNames.Short(device.Address) : device.VirtualFunction ? $"{run.Count} VFs" : $"{run.Count} functions";
        string holder = isKnown ? OwnerWords.Network(device.Owner)
            : OwnerWords.Short(device, machines);
        string addresses = run.Count == 1 ? $"{device.Address}" : $"{device.Address} to {run.Last.Address}";
        return new SvgChip(
            title, holder, device.Fabric, isKnown
                ? device.Owner.Machine
                : null, Bus: null, $"{string.Join(", ", new[] { addresses, device.Model, device.Owner.Words }.OfType<string>())}", IsVirtual: false,
            IsTaken: !isKnown && device.Owner.Kind != OwnerKind.Free);
    }
}
