using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Cli.Topology;

/// <summary>A host as a box, with a box for each NUMA node.</summary>
internal sealed class TextHosts(TopologyModel model, int width)
{
    /// <summary>Narrower boxes stand below each other.</summary>
    private const int LeastNodeWidth = 46;

    private readonly TextCells _cells = new(model);
    private readonly TextDevices _devices = new(model);

    public IEnumerable<TextLine> Draw(TopologyHost host)
    {
        int inner = width - TextBlock.FrameWidth;
        List<TextLine> lines = [];
        (TopologySocket Socket, TopologyNode Node)[] nodes = [.. host.Sockets.SelectMany(socket => socket.Nodes.Select(node => (socket, node)))];
        int half = (inner - 1) / 2;
        bool isBeside = nodes.Length > 1 && half >= LeastNodeWidth;
        foreach ((TopologySocket Socket, TopologyNode Node)[] pair in nodes.Chunk(isBeside ? 2 : 1))
        {
            int[] widths = isBeside ? [half, inner - 1 - half] : [inner];
            int height = pair.Zip(widths, (node, box) => Content(node.Node, box).Count).Max();
            IReadOnlyList<TextLine>[] boxes = [.. pair.Zip(widths, (node, box) => Box(node.Socket, node.Node, box, height))];
            lines.AddRange(boxes.Length == 2 ? TextBlock.Beside(boxes[0], boxes[1], half) : boxes[0]);
        }

        if (nodes.Length == 0)
        {
            lines.AddRange(Unknown(host).SelectMany(text => TextLine.Wrap(text, inner)).Select(text => new TextLine(text)));
        }

        if (host.OtherDevices.Count > 0)
        {
            lines.Add(new TextLine("PCI functions whose NUMA node nobody knows:"));
            lines.AddRange(_devices.Draw(host.OtherDevices, inner));
        }

        if (host.UnboundMemoryKiB > 0)
        {
            lines.Add(new TextLine($"{TopologyFigures.Size(host.UnboundMemoryKiB)} of machines that are bound to no single node", TextInk.Dim));
        }

        TextLine title = new TextLine(host.Name, TextInk.Bold).Add(" ─ ", TextInk.Dim)
            .Add(TopologyFigures.Readiness(host), host.Ready == ConditionStatus.True ? TextInk.Good : TextInk.Bad);
        if (nodes.Length > 0)
        {
            title.Add(" ─ ", TextInk.Dim).Add($"{host.CpusFree}/{host.CpusUsable} CPUs free").Add(" ─ ", TextInk.Dim)
                .Add($"{host.DevicesFree}/{host.DevicesOffered} HCAs free");
        }

        return TextBlock.Framed(title, lines, width, isRound: true);
    }

    /// <summary>What can be said of a host that has no inventory.</summary>
    internal static IEnumerable<string> Unknown(TopologyHost host) =>
        host.Reason == "NoSuchHost"
            ? [$"There is no KvmHost {host.Name}, though machines are placed there."]
            : ["Its sockets and CPUs are not known: its agent has not reported them, or its spec cannot be read (kubectl describe kh " + host.Name + ")."];

    private IReadOnlyList<TextLine> Box(TopologySocket socket, TopologyNode node, int box, int height)
    {
        List<TextLine> content = Content(node, box);
        content.AddRange(Enumerable.Range(content.Count, height - content.Count).Select(_ => new TextLine()));
        return TextBlock.Framed(new TextLine(socket.TitleOf(node)), content, box, isRound: false);
    }

    private List<TextLine> Content(TopologyNode node, int box)
    {
        int inner = box - TextBlock.FrameWidth;
        List<TextLine> lines = [.. _cells.Draw(node.Cores, inner)];
        string[] sharers = [.. node.Cores.SelectMany(core => core.Cpus).Where(cpu => cpu.Use == CpuUse.Shared).SelectMany(cpu => cpu.Holders).Distinct()];
        if (sharers.Length > 0)
        {
            lines.AddRange(TextLine.Wrap($"~ {TopologySharers.Words(model, sharers)}", inner).Select(text => new TextLine(text, TextInk.Dim)));
        }

        lines.AddRange(node.Memory.Select(memory => new TextLine(TextLine.Cut(TopologyFigures.Free(memory), inner), TextInk.Dim)));
        lines.AddRange(_devices.Draw(node.Devices, inner));
        return lines;
    }
}
