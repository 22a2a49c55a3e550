using System.Globalization;
using LustreOperator.Cli.Drawing;

namespace LustreOperator.Cli.Inventory;

/// <summary>A column of the table of PCI functions.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Text">What it says of functions that are alike.</param>
/// <param name="Least">Pixels that it has at least.</param>
/// <param name="Most">Pixels that it has at most: longer words are broken into lines.</param>
internal sealed record SvgDeviceColumn(string Name, Func<DeviceRun<InventoryDevice>, string> Text, double Least, double Most)
{
    public const double TextSize = 10.5;
    public const double Gap = 8;

    /// <summary>The last takes what the others leave.</summary>
    private const double LeastOwner = 150;

    private static readonly SvgDeviceColumn[] s_all =
    [
        new("function", run => TextDevice.AddressOf(run, device => device.Address), 50, 150),
        new("model", run => run.First.Model ?? "", 50, 130),
        new("node", run => run.First.NumaNode?.ToString(CultureInfo.InvariantCulture) ?? "", 36, 36),
        new("group", run => DeviceWords.Group(run), 40, 100),
        new("driver", run => run.First.Driver ?? "", 40, 90),
        new("link", run => DeviceWords.Link(run.First), 60, 110),
        new("fabric", run => run.First.Fabric ?? "", 40, 100),
        new("RDMA", run => DeviceWords.Rdma(run.First).Replace(", ", "\n", StringComparison.Ordinal), 60, 240),
        new("firmware", run => run.First.Rdma?.Firmware ?? "", 50, 80),
        new("SR-IOV", run => DeviceWords.Sriov(run.First), 50, 110),
        new("owner", run => run.First.Owner.Words, LeastOwner, LeastOwner),
    ];

    /// <summary>Those that say something, and how wide each is.</summary>
    public static IReadOnlyList<(SvgDeviceColumn Column, double Width)> For(IReadOnlyList<DeviceRun<InventoryDevice>> runs, double width)
    {
        SvgDeviceColumn[] told = [.. s_all.Where(column => runs.Any(run => column.Text(run).Length > 0))];
        double[] widths = [.. told.Select(column => Math.Clamp(runs.Max(run => WidthOf(column.Text(run), isBold: column == told[0])) + Gap, column.Least, column.Most))];
        double over = Math.Max(0, widths.Sum() - width);
        double give = told.Zip(widths, (column, own) => own - column.Least).Sum();
        for (int i = 0; i < told.Length - 1 && over > 0; i++)
        {
            widths[i] -= over * (widths[i] - told[i].Least) / give;
        }

        widths[^1] = width - widths[..^1].Sum();
        return [.. told.Zip(widths)];
    }

    private static double WidthOf(string text, bool isBold) => text.Split('\n').Max(line => SvgText.Width(line, TextSize, isBold));
}
