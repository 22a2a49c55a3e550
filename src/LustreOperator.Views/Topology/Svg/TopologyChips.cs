using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>PCI functions and, dashed, the virtio NICs of the machines that run on a node.</summary>
internal sealed class TopologyChips(TopologyModel model, IReadOnlyList<SvgBus> buses) : ISvgChips<TopologyDevice>
{
    public IReadOnlyList<SvgChip> Of(LabHost<TopologyDevice> host, LabNode<TopologyDevice> node) =>
    [
        .. TopologyDevice.Runs(node.Devices).Select(Of),
        .. from machine in model.Machines
           where machine.Host == host.Name
           from nic in machine.Networks
           where nic.Device is null && nic.NumaNode == node.Id
           select new SvgChip("virtio", "", nic.Network, machine.Name, Bus(nic.Network)?.Key, $"virtio NIC of {machine.Name}", IsVirtual: true, IsTaken: false),
    ];

    public IReadOnlyList<SvgChip> OfOthers(LabHost<TopologyDevice> host) => [.. TopologyDevice.Runs(host.OtherDevices).Select(Of)];

    public IEnumerable<string> Models(LabNode<TopologyDevice> node) =>
        node.Devices.GroupBy(device => device.Model ?? "gone").Select(group => $"{group.Count()} × {group.Key}");

    private SvgChip Of(DeviceRun<TopologyDevice> run)
    {
        TopologyDevice device = run.First;
        string title = run.Count == 1 ? DeviceNames.Short(device.Address) : $"{run.Count} functions";
        string holder = device switch
        {
            { Machine: not null } => device.Network ?? "going",
            { Free: true } => "free",
            { Holders: [var other, ..] } => $"× {other[(other.IndexOf('/', StringComparison.Ordinal) + 1)..]}",
            _ => "group held",
        };
        SvgBus? bus = device.Network is { } network
            ? Bus(network)
            : buses.FirstOrDefault(bus => bus.Carrier == NetworkCarrier.Fabric && bus.Name == device.Fabric);
        string addresses = run.Count == 1 ? $"{device.Address}" : $"{device.Address} to {run.Last.Address}";
        return new SvgChip(
            title, holder, device.Fabric, device.Machine, bus?.Key, $"{addresses}: {device.Model ?? "gone"}, {holder}", IsVirtual: false,
            IsTaken: device.Machine is null && !device.Free);
    }

    private SvgBus? Bus(string network) => buses.FirstOrDefault(bus => bus.Networks.Any(own => own.Name == network));
}
