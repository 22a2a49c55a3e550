namespace LustreOperator.Cli.Topology;

/// <summary>What stands at the edge of a NUMA node: PCI functions and, dashed, the virtio NICs of the machines that run there.</summary>
internal sealed class SvgChips(TopologyModel model, IReadOnlyList<SvgBus> buses)
{
    private const double AddressSize = 10.5;
    private const double TextSize = 10;
    private const double LeastSize = 8.5;
    private const double Inset = 4;

    /// <summary>The chips of a node, in order.</summary>
    public IReadOnlyList<SvgChip> Of(TopologyHost host, TopologyNode node) =>
    [
        .. DeviceRun.Of(node.Devices).Select(Of),
        .. from machine in model.Machines
           where machine.Host == host.Name
           from nic in machine.Networks
           where nic.Device is null && nic.NumaNode == node.Id
           select new SvgChip("virtio", "", nic.Network, machine.Name, Bus(nic.Network), $"virtio NIC of {machine.Name}", IsVirtual: true, IsTaken: false),
    ];

    /// <summary>Of functions whose node nobody knows.</summary>
    public IReadOnlyList<SvgChip> OfOthers(TopologyHost host) => [.. DeviceRun.Of(host.OtherDevices).Select(Of)];

    public static void Draw(SvgCanvas canvas, SvgMachines machines, SvgChip chip, double x, double y)
    {
        SvgPaint paint = chip.Machine is { } name ? machines.Fill(name) : chip.IsTaken ? SvgPaint.Taken : SvgPaint.Empty;
        canvas.Rect(
            x, y, SvgLayout.ChipWidth, SvgLayout.ChipHeight, chip.IsVirtual ? paint with { Dashes = "4 2" } : paint, chip.IsVirtual ? 10 : 3, chip.Details);
        Line(canvas, x, y + 13, chip.Title, AddressSize, isBold: false);
        Line(canvas, x, y + 27, chip.Machine is { } machine ? $"{machines[machine].Mark} {chip.Holder}".TrimEnd() : chip.Holder, TextSize, isBold: true);
        Line(canvas, x, y + 40, chip.Carrier ?? "", TextSize, isBold: false);
    }

    // Smaller before shorter.
    private static void Line(SvgCanvas canvas, double x, double y, string text, double size, bool isBold)
    {
        const double width = SvgLayout.ChipWidth - (2 * Inset);
        if (text.Length > 0)
        {
            double fit = Math.Max(LeastSize, SvgText.Fit(text, size, width, isBold));
            canvas.Text(x + (SvgLayout.ChipWidth / 2), y, SvgText.Cut(text, fit, width, isBold), fit, isBold: isBold, anchor: "middle");
        }
    }

    private SvgChip Of(DeviceRun run)
    {
        TopologyDevice device = run.First;
        string title = run.Count == 1 ? device.ShortAddress : $"{run.Count} functions";
        string holder = device switch
        {
            { Machine: not null } => device.Network ?? "going",
            { Free: true } => "free",
            { Holders: [var other, ..] } => $"× {other[(other.IndexOf('/', StringComparison.Ordinal) + 1)..]}",
            _ => "group held",
        };
        SvgBus? bus = device.Network is { } network ? Bus(network) : buses.FirstOrDefault(bus => bus.Carrier == NetworkCarrier.Fabric && bus.Name == device.Fabric);
        string addresses = run.Count == 1 ? device.Address : $"{device.Address} to {run.Last.Address}";
        return new SvgChip(
            title, holder, device.Fabric, device.Machine, bus, $"{addresses}: {device.Model ?? "gone"}, {holder}", IsVirtual: false,
            IsTaken: device.Machine is null && !device.Free);
    }

    private SvgBus? Bus(string network) => buses.FirstOrDefault(bus => bus.Networks.Any(own => own.Name == network));
}

/// <summary>A PCI function, several that are alike, or a virtio NIC.</summary>
/// <param name="Title">Address, or what it is.</param>
/// <param name="Holder">For what it is used, or by whom.</param>
/// <param name="Carrier">The fabric it is cabled to, or the network of a virtio NIC.</param>
/// <param name="Machine">The machine of the cluster that has it.</param>
/// <param name="Bus">Where its wire goes; null: it has none.</param>
/// <param name="Details">What a pointer over it shows.</param>
/// <param name="IsVirtual">A virtio NIC.</param>
/// <param name="IsTaken">Somebody else has it.</param>
internal sealed record SvgChip(
    string Title, string Holder, string? Carrier, string? Machine, SvgBus? Bus, string Details, bool IsVirtual, bool IsTaken);
