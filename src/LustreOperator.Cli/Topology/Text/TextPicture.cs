using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Cli.Topology;

/// <summary>A topology in box drawing characters.</summary>
internal static class TextPicture
{
    public const int LeastWidth = 80;
    public const int MostWidth = 120;

    public static IReadOnlyList<TextLine> Draw(TopologyModel model, int width)
    {
        TextHosts hosts = new(model, width);
        List<TextLine> lines = [.. Head(model, width)];
        lines.AddRange(model.Hosts.SelectMany(hosts.Draw));
        lines.AddRange(Legend(model));
        lines.AddRange(Section("Machines", TextTables.Machines(model)));
        lines.AddRange(Section("Networks", TextTables.Networks(model, width)));
        lines.AddRange(Section("LNet routes", TextTables.Routes(model, width)));
        lines.AddRange(Section("Failover partners", TextTables.Partners(model)));
        return lines;
    }

    private static IEnumerable<TextLine> Head(TopologyModel model, int width)
    {
        (string word, TextInk ink) = model.Ready switch
        {
            ConditionStatus.True => ("Ready", TextInk.Good),
            ConditionStatus.False => ($"not Ready ({model.Reason})", TextInk.Bad),
            _ => ($"unknown ({model.Reason})", TextInk.Bad),
        };
        yield return new TextLine($"{model.Namespace}/{model.Name}", TextInk.Bold).Add("  ").Add(word, ink);
        foreach (string text in TextLine.Wrap(model.Message, width))
        {
            yield return new TextLine(text);
        }

        yield return new TextLine(string.Join(" · ", (string[])
        [
            $"placed {model.Placed}", $"running {model.Running}", $"in sync {model.InSync}",
            TopologyFigures.Hosts(model.Hosts.Count), TopologyFigures.Devices(model.Hcas),
        ]));
        if (model.NotPlaced is { } why && why != model.Message)
        {
            foreach (string text in TextLine.Wrap($"Not placed: {why}", width))
            {
                yield return new TextLine(text, TextInk.Bad);
            }
        }

        if (model.FurtherHosts > 0)
        {
            yield return new TextLine(TopologyFigures.Further(model.FurtherHosts), TextInk.Dim);
        }

        yield return new TextLine();
    }

    // Only the signs that are in the picture.
    private static IEnumerable<TextLine> Legend(TopologyModel model)
    {
        TopologyCpu[] cpus = [.. model.Hosts.SelectMany(host => host.Nodes).SelectMany(node => node.Cores).SelectMany(core => core.Cpus)];
        TopologyCpu? own = cpus.FirstOrDefault(cpu => cpu is { Machine: not null, Vcpu: not null });
        string[] signs =
        [
            .. own is null ? (string[])[] : [$"{model.Machine(own.Machine)!.Mark}{own.Vcpu} vCPU {own.Vcpu} of machine {model.Machine(own.Machine)!.Mark}"],
            .. cpus.Any(cpu => cpu is { Machine: not null, Vcpu: null }) ? (string[])["* QEMU's own threads"] : [],
            .. cpus.Any(cpu => cpu.Use == CpuUse.Free) ? (string[])["· free"] : [],
            .. cpus.Any(cpu => cpu.Use == CpuUse.Shared) ? (string[])["~ shared"] : [],
            .. cpus.Any(cpu => cpu.Use == CpuUse.Reserved) ? (string[])["▒ the host's own"] : [],
            .. cpus.Any(cpu => cpu is { Use: CpuUse.Dedicated, Machine: null }) ? (string[])["× another cluster's"] : [],
            .. cpus.Any(cpu => cpu.IsContested) ? (string[])["! claimed twice"] : [],
        ];
        return signs.Length == 0 ? [] : [new TextLine(string.Join("   ", signs), TextInk.Dim), new TextLine()];
    }

    private static IEnumerable<TextLine> Section(string title, IEnumerable<TextLine> lines)
    {
        TextLine[] all = [.. lines];
        return all.Length == 0 ? [] : [new TextLine(title, TextInk.Bold), .. all, new TextLine()];
    }
}
