using System.Globalization;
using LustreOperator.Api;

namespace LustreOperator.Cli.Topology;

/// <summary>What is listed below the hosts.</summary>
internal static class TextTables
{
    private const string None = "-";

    private static readonly string[] s_columns = ["", "NAME", "ROLES", "HOST", "NUMA", "CPUS", "PINS", "HCAS", "LOCAL", "STATE"];

    public static IEnumerable<TextLine> Machines(TopologyModel model)
    {
        string[][] rows =
        [
            .. model.Machines.Select(machine => (string[])
            [
                machine.Mark, machine.Name, machine.RolesText, machine.Host ?? None, machine.Numa ?? None, machine.Cpus ?? None,
                machine.Pins ?? None, machine.Hcas ?? None,
                machine.LocalityPercent is { } percent ? percent.ToString(CultureInfo.InvariantCulture) + "%" : None,
                TopologyFigures.State(machine),
            ]),
        ];
        if (rows.Length == 0)
        {
            yield break;
        }

        int[] widths = [.. s_columns.Select((name, column) => rows.Max(row => row[column].Length) is var most && most > name.Length ? most : name.Length)];
        yield return Row(s_columns, widths, TextInk.Dim, TextInk.Dim);
        foreach ((TopologyMachine machine, string[] row) in model.Machines.Zip(rows))
        {
            yield return Row(row, widths, TextInk.Of(machine), machine.Ready == ConditionStatus.True ? TextInk.Good : TextInk.Bad);
        }
    }

    /// <summary>Each as a line with a tap for every machine on it.</summary>
    public static IEnumerable<TextLine> Networks(TopologyModel model, int width)
    {
        (TopologyNetwork Network, string Head)[] rows =
        [
            .. model.Networks.Select(network => (network, $"{network.Name}{(network.Lnet is { } lnet ? $" ({lnet})" : "")}")),
        ];
        int names = rows.Length == 0 ? 0 : rows.Max(row => row.Head.Length);
        int carriers = rows.Length == 0 ? 0 : rows.Max(row => Carrier(row.Network).Length);
        foreach ((TopologyNetwork network, string head) in rows)
        {
            TextLine line = new TextLine(head.PadRight(names + 2)).Add(Carrier(network).PadRight(carriers + 2), TextInk.Dim);
            int start = line.Width;
            foreach (TopologyMachine machine in network.Machines.Select(name => model.Machine(name)!))
            {
                if (line.Width + machine.Mark.Length + 4 > width)
                {
                    yield return line;
                    line = new TextLine().PadTo(start);
                }

                line.Add("━━", TextInk.Dim).Add(machine.Mark, TextInk.Of(machine));
            }

            yield return line.Add(network.Machines.Count == 0 ? "nobody is on it" : "━━", TextInk.Dim);
        }
    }

    /// <summary>The longest chains of networks and routers, then what nobody can reach.</summary>
    public static IEnumerable<TextLine> Routes(TopologyModel model, int width)
    {
        foreach (TopologyRoute route in TopologyRoutes.Longest(model.Routes))
        {
            TextLine line = new();
            for (int place = 0; place < route.Path.Count; place++)
            {
                TopologyMachine? router = place % 2 == 0 ? null : model.Machine(route.Path[place]);
                line.Add(place == 0 ? "" : " ━━ ", TextInk.Dim)
                    .Add(place % 2 == 0 ? route.Path[place] : router is null ? route.Path[place] : $"[{router.Mark} {router.Name}]", TextInk.Of(router));
            }

            yield return line.Add($"   {TopologyFigures.Hops(route.Hops)}", TextInk.Dim);
        }

        foreach (string pair in model.Unreachable.SelectMany(pair => TextLine.Wrap($"no chain of routers joins {pair}", width)))
        {
            yield return new TextLine(pair, TextInk.Bad);
        }
    }

    public static IEnumerable<TextLine> Partners(TopologyModel model)
    {
        foreach (TopologyPartners pair in model.Partners)
        {
            TopologyMachine first = model.Machine(pair.First)!;
            TopologyMachine second = model.Machine(pair.Second)!;
            yield return new TextLine($"{first.Mark} {first.Name}", TextInk.Of(first)).Add(On(first)).Add("  ⇄  ", TextInk.Dim)
                .Add($"{second.Mark} {second.Name}", TextInk.Of(second)).Add(On(second))
                .Add(pair.SharedHost is null ? "" : "   one host: a fault of it takes both", TextInk.Bad);
        }
    }

    private static string On(TopologyMachine machine) => machine.Host is { } host ? $" on {host}" : "";

    private static string Carrier(TopologyNetwork network) =>
        network is { Carrier: NetworkCarrier.Fabric, Technology: not null } ? $"{network.CarrierText}, {network.Technology}" : network.CarrierText;

    private static TextLine Row(string[] cells, int[] widths, TextInk name, TextInk state)
    {
        TextLine line = new();
        for (int column = 0; column < cells.Length; column++)
        {
            bool isLast = column == cells.Length - 1;
            line.Add(isLast ? cells[column] : cells[column].PadRight(widths[column] + 2), column < 2 ? name : isLast ? state : TextInk.Plain);
        }

        return line;
    }
}
