namespace LustreOperator.Cli.Topology;

/// <summary>A topology as an SVG for reports: one file without fonts, scripts or links, the same for the same cluster.</summary>
internal static class SvgPicture
{
    private const double HeadingSize = 14;

    public static string Draw(TopologyModel model)
    {
        SvgCanvas canvas = new();
        SvgMachines machines = new(model, canvas);
        IReadOnlyList<SvgBus> buses = SvgBus.Of(model);
        SvgChips chips = new(model, buses);
        SvgLayout layout = new(model, chips);
        double y = new SvgHeader(model, canvas, layout).Draw(SvgLayout.Margin) + SvgLayout.Gap;
        if (model.Hosts.Count > 0)
        {
            y = new SvgHosts(model, canvas, machines, layout, chips, buses).Draw(y);
            y = new SvgLegend(model, canvas, machines, layout, chips, buses).Draw(Heading(canvas, "Legend", y));
        }

        if (model.Machines.Count > 0)
        {
            y = new SvgMachineTable(model, canvas, machines, layout).Draw(Heading(canvas, "Machines", y)) + SvgLayout.Gap;
        }

        if (model.Networks.Count > 0)
        {
            y = new SvgNetworkTable(model, canvas, machines, layout).Draw(Heading(canvas, "Networks", y)) + SvgLayout.Gap;
        }

        if (model.Routes.Count > 0 || model.Unreachable.Count > 0)
        {
            y = new SvgRoutes(model, canvas, machines, layout).Draw(Heading(canvas, "LNet routes", y));
        }

        return canvas.ToString($"Lustre cluster {model.Namespace}/{model.Name}", Description(model), layout.Width, y + SvgLayout.Margin - SvgLayout.Gap + 8);
    }

    private static double Heading(SvgCanvas canvas, string text, double y)
    {
        canvas.Text(SvgLayout.Margin, y + HeadingSize, text, HeadingSize, isBold: true);
        return y + HeadingSize + 6;
    }

    private static string Description(TopologyModel model) =>
        $"{TopologyFigures.Machines(model.Machines.Count)} on {TopologyFigures.Hosts(model.Hosts.Count)} with {TopologyFigures.Devices(model.Hcas)}: {model.Message}";
}
