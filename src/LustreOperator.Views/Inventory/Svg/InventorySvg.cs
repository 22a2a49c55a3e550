using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>Hosts as an SVG for reports: one file without fonts, scripts or links, the same for the same hosts.</summary>
public static class InventorySvg
{
    public static string Draw(InventoryModel model)
    {
        SvgCanvas canvas = new();
        SvgMachines machines = new(model.Lab, canvas);
        InventoryChips chips = new(model.Lab);
        SvgLayout layout = SvgLayout.Of(model.Hosts, chips, beside: -SvgLayout.Gap);
        InventoryFigures figures = InventoryFigures.Of(model);
        double y = SvgLayout.Gap + new SvgHeader(canvas, layout).Draw(
            SvgLayout.Margin, figures.Title, (figures.Ready, figures.Readiness),
            [(figures.Cpus, "CPUs free"), (figures.Hcas, "HCAs free"), ($"{model.Machines.Count}", model.Machines.Count == 1 ? "machine" : "machines")],
            InventoryFigures.Sentences(model));
        y = Hosts(model, canvas, machines, layout, chips, y);
        y = Legend(model, new SvgLegend(canvas, machines, layout, canvas.Heading("Legend", y)), chips) + SvgLayout.Gap;
        if (model.Machines.Count > 0)
        {
            y = new SvgMachineTable(model.Lab, canvas, machines, layout, beside: 0).Draw(canvas.Heading("Machines", y)) + SvgLayout.Gap;
        }

        foreach (InventoryHost host in model.Hosts.Where(host => host.Devices.Any()))
        {
            string title = model.Hosts.Count == 1 ? "PCI functions" : $"PCI functions of {host.Name}";
            y = new SvgDeviceTable(canvas, machines, layout, model.Lab).Draw(host, canvas.Heading(title, y)) + SvgLayout.Gap;
        }

        return canvas.ToString(
            figures.Title, $"{figures.Readiness}; {figures.Cpus} CPUs and {figures.Hcas} HCAs free, {Figures.Machines(model.Machines.Count)}", layout.Width,
            y + SvgLayout.Margin - SvgLayout.Gap);
    }

    private static double Hosts(InventoryModel model, SvgCanvas canvas, SvgMachines machines, SvgLayout layout, InventoryChips chips, double y)
    {
        foreach (InventoryHost[] row in model.Hosts.Chunk(layout.CardsPerRow))
        {
            SvgHostCard<InventoryDevice>[] cards = [.. row.Select(host => new SvgHostCard<InventoryDevice>(model.Lab, host, canvas, machines, layout, chips))];
            double height = cards.Max(card => card.Height);
            for (int i = 0; i < cards.Length; i++)
            {
                cards[i].Draw(SvgLayout.Margin + (i * (layout.WidestCard + SvgLayout.Gap)), y, height);
            }

            y += height + SvgLayout.Gap;
        }

        return y;
    }

    private static double Legend(InventoryModel model, SvgLegend legend, InventoryChips chips)
    {
        legend.Cpus(model.Hosts.SelectMany(host => host.AllCpus));
        SvgChip[] all = [.. model.Hosts.SelectMany(host => host.Nodes.SelectMany(node => chips.Of(host, node)).Concat(chips.OfOthers(host)))];
        legend.Chip(all, chip => chip.Machine is not null, "PCI function: address, machine and network, fabric");
        legend.Chip(all, chip => chip is { Machine: null, IsTaken: false }, "free");
        legend.Chip(all, chip => chip.IsTaken, "not available");
        return legend.Bottom;
    }
}
