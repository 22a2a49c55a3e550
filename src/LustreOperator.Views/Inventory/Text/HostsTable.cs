using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>Hosts, one a line; why one is not as it should be stands last, where there is such a one.</summary>
internal static class HostsTable
{
    private const string None = "-";
    private const string Libvirt = "LIBVIRT";
    private const string Reasons = "WHY";

    /// <summary>Reasons are broken, but into no narrower lines.</summary>
    private const int LeastReasons = 24;

    private static readonly (TextColumn Column, Func<InventoryHost, DateTimeOffset, (string, TextInk)> Cell)[] s_columns =
    [
        (new("NAME", Shrink.Middle), (host, _) => (host.Name, default)),
        (new("READY"), (host, _) => ($"{host.Ready}", host.Ready == ConditionStatus.True ? TextInk.Good : TextInk.Bad)),
        (new("CPUS"), (host, _) => (host.Cpus ?? None, default)),
        (new("HCAS"), (host, _) => (host.Hcas ?? None, default)),
        (new("NUMA"), (host, _) => (host.NumaNodes?.ToString(CultureInfo.InvariantCulture) ?? None, default)),
        (new("HUGEPAGES"), (host, _) => (host.Hugepages ?? None, default)),
        (new(Libvirt), (host, _) => (host.Libvirt ?? None, default)),
        (new("AGE"), (host, now) => (host.Created is { } created ? Age.Of(now - created) : None, default)),
        (new(Reasons), (host, _) => (Why(host), TextInk.Bad)),
    ];

    /// <summary>Draws it; closer together, and without libvirt's version, where there is no room.</summary>
    public static IEnumerable<TextLine> Draw(InventoryModel model, DateTimeOffset now, int? width)
    {
        string[] leftOut = model.Hosts.Any(host => Why(host).Length > 0) ? [] : [Reasons];
        TextGrid whole = Grid(model, now, gap: 3, leftOut);
        return width is not { } most || whole.Fits(most, LeastReasons) ? whole.Draw(width) : Grid(model, now, gap: 2, [Libvirt, .. leftOut]).Draw(width);
    }

    private static TextGrid Grid(InventoryModel model, DateTimeOffset now, int gap, string[] leftOut)
    {
        var columns = s_columns.Where(column => !leftOut.Contains(column.Column.Name)).ToArray();
        TextGrid grid = new([.. columns.Select(column => column.Column)], gap, TextInk.Bold);
        foreach (InventoryHost host in model.Hosts)
        {
            grid.Add([.. columns.Select(column => column.Cell(host, now))]);
        }

        return grid;
    }

    // That an agent elsewhere does not see the host's own use is no fault.
    private static string Why(InventoryHost host) => string.Join(", ", (string[])
    [
        .. host.Ready == ConditionStatus.True ? (string[])[] : [host.Reason ?? ""],
        .. host.Unschedulable ? (string[])["cordoned"] : [],
        .. host.Fenced ? (string[])["fenced"] : [],
        .. host.Problems.Where(problem => problem.Type is KvmHostConditionTypes.DevicesAsListed or KvmHostConditionTypes.VirtualFunctionsReady)
            .Select(problem => problem.Reason),
    ]);
}
