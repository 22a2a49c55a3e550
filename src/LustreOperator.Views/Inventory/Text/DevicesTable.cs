using System.Globalization;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>
/// The PCI functions of a host, one a line. Facts that no agent tells have no column; where there is no room for all columns, the facts
/// that matter less stand below each function.
/// </summary>
internal static class DevicesTable
{
    private const string None = "-";

    /// <summary>An owner's words are broken, but into no narrower lines.</summary>
    private const int LeastOwner = 24;

    private static readonly (TextColumn Head, Func<DeviceRun<InventoryDevice>, (string, TextInk)> Cell, bool IsAlways)[] s_columns =
    [
        (new("ADDRESS"), run => (TextDevice.AddressOf(run, device => device.Address), default), true),
        (new("MODEL", Shrink.End), run => (run.First.Model ?? "", TextInk.Dim), false),
        (new("NODE"), run => (run.First.NumaNode?.ToString(CultureInfo.InvariantCulture) ?? "", default), true),
        (new("GROUP"), run => (DeviceWords.Group(run), default), true),
        (new("DRIVER"), run => (run.First.Driver ?? "", default), false),
        (new("LINK"), run => (DeviceWords.Link(run.First), DeviceWords.IsSlowed(run.First) ? TextInk.Bad : default), false),
        (new("FABRIC", Shrink.Middle), run => (run.First.Fabric ?? "", default), true),
        (new("RDMA"), run => (DeviceWords.Rdma(run.First), default), false),
        (new("SR-IOV"), run => (DeviceWords.Sriov(run.First), default), false),
        (new("OWNER"), run => (run.First.Owner.Words, Ink(run.First.Owner.Kind)), true),
    ];

    /// <summary>Draws it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="width">Columns of the terminal; null: as many as it takes.</param>
    public static IEnumerable<TextLine> Draw(InventoryHost host, int? width)
    {
        DeviceRun<InventoryDevice>[] runs = [.. InventoryDevice.Runs([.. host.Devices.OrderBy(device => device.Address)])];
        if (runs.Length == 0)
        {
            return [new TextLine("no HCAs and no NICs", TextInk.Dim)];
        }

        var told = s_columns.Where(column => column.IsAlways || runs.Any(run => column.Cell(run).Item1.Length > 0)).ToArray();
        TextGrid whole = new([.. told.Select(column => column.Head)], gap: 2, TextInk.Bold);
        foreach (DeviceRun<InventoryDevice> run in runs)
        {
            whole.Add([.. told.Select(column => OrNone(column.Cell(run)))]);
        }

        return width is not { } most || whole.Fits(most, LeastOwner) ? whole.Draw(width) : Folded(runs, most);
    }

    private static IEnumerable<TextLine> Folded(DeviceRun<InventoryDevice>[] runs, int width)
    {
        var above = s_columns.Where(column => column.IsAlways).ToArray();
        TextGrid grid = new([.. above.Select(column => column.Head)], gap: 2, TextInk.Bold);
        foreach (DeviceRun<InventoryDevice> run in runs)
        {
            grid.Add([.. above.Select(column => OrNone(column.Cell(run)))]);
            grid.Below([.. s_columns.Where(column => !column.IsAlways).Select(column => column.Cell(run).Item1)]);
        }

        return grid.Draw(width);
    }

    private static (string, TextInk) OrNone((string Text, TextInk Ink) cell) => cell.Text.Length > 0 ? cell : (None, TextInk.Dim);

    private static TextInk Ink(OwnerKind kind) => kind switch
    {
        OwnerKind.Free => TextInk.Good,
        OwnerKind.Contested or OwnerKind.Domain or OwnerKind.Absent => TextInk.Bad,
        OwnerKind.Machine => default,
        _ => TextInk.Dim,
    };
}
