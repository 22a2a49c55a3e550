using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>What is listed below the hosts.</summary>
internal static class TextTables
{
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
            foreach (LabMachine machine in network.Machines.Select(name => model.Lab.Find(name)!))
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
                LabMachine? router = place % 2 == 0 ? null : model.Lab.Find(route.Path[place]);
                line.Add(place == 0 ? "" : " ━━ ", TextInk.Dim)
                    .Add(place % 2 == 0 ? route.Path[place] : router is null ? route.Path[place] : $"[{router.Mark} {router.Name}]", TextInk.Of(router));
            }

            yield return line.Add($"   {TopologyWords.Hops(route.Hops)}", TextInk.Dim);
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
            LabMachine first = model.Lab.Find(pair.First)!;
            LabMachine second = model.Lab.Find(pair.Second)!;
            yield return new TextLine($"{first.Mark} {first.Name}", TextInk.Of(first)).Add(On(first)).Add("  ⇄  ", TextInk.Dim)
                .Add($"{second.Mark} {second.Name}", TextInk.Of(second)).Add(On(second))
                .Add(pair.SharedHost is null ? "" : "   one host: a fault of it takes both", TextInk.Bad);
        }
    }

    private static string On(LabMachine machine) => machine.Host is { } host ? $" on {host}" : "";

    private static string Carrier(TopologyNetwork network) =>
        network is { Carrier: NetworkCarrier.Fabric, Technology: not null } ? $"{network.CarrierText}, {network.Technology}" : network.CarrierText;
}
