using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>A topology as an SVG for reports: one file without fonts, scripts or links, the same for the same cluster.</summary>
public static class SvgPicture
{
    public static string Draw(TopologyModel model)
    {
        SvgCanvas canvas = new();
        SvgMachines machines = new(model.Lab, canvas);
        IReadOnlyList<SvgBus> buses = SvgBus.Of(model);
        TopologyChips chips = new(model, buses);
        var layout = SvgLayout.Of(model.Hosts, chips, SvgHosts.LabelWidth + (SvgHosts.EndStep * model.Networks.Count));
        double y = Head(model, canvas, layout) + SvgLayout.Gap;
        if (model.Hosts.Count > 0)
        {
            y = new SvgHosts(model, canvas, machines, layout, chips, buses).Draw(y);
            y = Legend(model, new SvgLegend(canvas, machines, layout, canvas.Heading("Legend", y)), canvas, chips, buses);
        }

        if (model.Machines.Count > 0)
        {
            double top = canvas.Heading("Machines", y);
            SvgMachineTable table = new(model.Lab, canvas, machines, layout, model.Partners.Count > 0 ? SvgPartners.Share : 0);
            y = table.Draw(top) + SvgLayout.Gap;
            if (model.Partners.Count > 0)
            {
                new SvgPartners(model, canvas, machines, layout).Draw(table.Right, top);
            }
        }

        if (model.Networks.Count > 0)
        {
            y = new SvgNetworkTable(model, canvas, machines, layout).Draw(canvas.Heading("Networks", y)) + SvgLayout.Gap;
        }

        if (model.Routes.Count > 0 || model.Unreachable.Count > 0)
        {
            y = new SvgRoutes(model, canvas, machines, layout).Draw(canvas.Heading("LNet routes", y));
        }

        return canvas.ToString($"Lustre cluster {model.Namespace}/{model.Name}", Description(model), layout.Width, y + SvgLayout.Margin - SvgLayout.Gap + 8);
    }

    private static double Head(TopologyModel model, SvgCanvas canvas, SvgLayout layout) => new SvgHeader(canvas, layout).Draw(
        SvgLayout.Margin,
        $"{model.Namespace}/{model.Name}",
        (model.Ready, model.Ready switch
        {
            ConditionStatus.True => "Ready",
            ConditionStatus.False => $"not Ready: {model.Reason}",
            _ => $"Ready is unknown: {model.Reason}",
        }),
        [
            (model.Placed, "placed"), (model.Running, "running"), (model.InSync, "in sync"),
            (Number(model.Hosts.Count), model.Hosts.Count == 1 ? "host" : "hosts"), (Number(model.Hcas), model.Hcas == 1 ? "HCA" : "HCAs"),
        ],
        [
            model.Message,
            .. model.NotPlaced is { } why && why != model.Message ? (string[])[$"Not placed: {why}"] : [],
            .. model.FurtherHosts > 0 ? (string[])[$"{TopologyWords.Further(model.FurtherHosts)}."] : [],
        ]);

    private static double Legend(TopologyModel model, SvgLegend legend, SvgCanvas canvas, TopologyChips chips, IReadOnlyList<SvgBus> buses)
    {
        legend.Cpus(model.Hosts.SelectMany(host => host.AllCpus));
        SvgChip[] all = [.. model.Hosts.SelectMany(host => host.Nodes.SelectMany(node => chips.Of(host, node)).Concat(chips.OfOthers(host)))];
        legend.Chip(all, chip => chip is { Machine: not null, IsVirtual: false }, "PCI function: address, machine and network, fabric");
        legend.Chip(all, chip => chip.IsVirtual, "virtio NIC");
        if (all.Any(chip => chip is { Machine: null, Bus: not null }))
        {
            legend.Item(20, "cabled, not this cluster's", (x, y) => canvas.Circle(x + 7, y + 16, 4.5, new SvgPaint("#ffffff", SvgPaint.Edge, 1.2)));
        }

        foreach (SvgBus bus in buses.Where(bus => all.Any(chip => chip.Bus == bus.Key)).DistinctBy(bus => bus.Kind))
        {
            legend.Item(46, bus.Kind, (x, y) => bus.Draw(canvas, x, y + 16, x + 40, y + 16));
        }

        return legend.Bottom;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Description(TopologyModel model) =>
        $"{Figures.Machines(model.Machines.Count)} on {Figures.Hosts(model.Hosts.Count)} with {Figures.Devices(model.Hcas)}: {model.Message}";
}
