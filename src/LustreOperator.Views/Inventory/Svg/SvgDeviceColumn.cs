using System.Globalization;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>A column of the table of PCI functions.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Text">What it says of functions that are alike, in one line or several.</param>
/// <param name="Most">Pixels that it has at most: longer lines are broken.</param>
internal sealed record SvgDeviceColumn(string Name, Func<DeviceRun<InventoryDevice>, string> Text, double Most)
{
    public const double TextSize = 10.5;
    public const double HeadSize = 11;
    public const double Gap = 8;

    /// <summary>The last column takes what the others leave, and this at least.</summary>
    private const double LeastOwner = 150;

    private static readonly SvgDeviceColumn[] s_all =
    [
        new("function", run => TextDevice.AddressOf(run, device => device.Address).Replace("…", "…\n", StringComparison.Ordinal), 110),
        new("model", run => run.First.Model ?? "", 290),
        new("node", run => run.First.NumaNode?.ToString(CultureInfo.InvariantCulture) ?? "", 40),
        new("group", DeviceWords.Group, 110),
        new("driver", run => run.First.Driver ?? "", 100),
        new("link", run => DeviceWords.Link(run.First), 110),
        new("fabric", run => run.First.Fabric ?? "", 110),
        new("RDMA", run => DeviceWords.Rdma(run.First).Replace(", ", "\n", StringComparison.Ordinal), 260),
        new("firmware", run => run.First.Rdma?.Firmware ?? "", 90),
        new("SR-IOV", run => DeviceWords.Sriov(run.First), 120),
        new("owner", run => run.First.IsDivided ? "its virtual functions" : run.First.Owner.Words, LeastOwner),
    ];

    /// <summary>
    /// Those that say something, and how wide each is: where all is too much, those give way that can most, by breaking their words into lines.
    /// </summary>
    public static IReadOnlyList<(SvgDeviceColumn Column, double Width)> For(IReadOnlyList<DeviceRun<InventoryDevice>> runs, double width)
    {
        SvgDeviceColumn[] told = [.. s_all.Where(column => runs.Any(run => column.Text(run).Length > 0))];
        double[] widths = [.. told.Select(column => column.WidthFor(runs, '\n', isBold: column == told[0]))];
        double[] least = [.. told.Select(column => column.WidthFor(runs, ' ', isBold: column == told[0]))];
        (widths[^1], least[^1]) = (LeastOwner, LeastOwner);
        double over = Math.Max(0, widths.Sum() - width);
        foreach (int i in Enumerable.Range(0, told.Length).OrderByDescending(i => widths[i] - least[i]))
        {
            double given = Math.Min(over, widths[i] - least[i]);
            widths[i] -= given;
            over -= given;
        }

        widths[^1] = width - widths[..^1].Sum();
        return [.. told.Zip(widths)];
    }

    // What its longest piece takes, lines or words.
    private double WidthFor(IReadOnlyList<DeviceRun<InventoryDevice>> runs, char end, bool isBold)
    {
        IEnumerable<string> pieces = runs.SelectMany(run => Text(run).Split('\n', end));
        return Math.Min(Most, Gap + Math.Max(SvgText.Width(Name, HeadSize), pieces.Max(piece => SvgText.Width(piece, TextSize, isBold))));
    }
}
