using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>A host as a box, with a box for each NUMA node.</summary>
/// <typeparam name="TDevice">What is told of a PCI function.</typeparam>
internal sealed class TextHosts<TDevice>(LabMachines machines, Func<IReadOnlyList<TDevice>, IEnumerable<TextDevice>> devices, int width)
{
    /// <summary>Narrower boxes stand below each other.</summary>
    private const int LeastNodeWidth = 46;

    /// <summary>The name in the edge is cut, but no shorter.</summary>
    private const int LeastName = 12;

    private readonly TextCells _cells = new(machines);

    public IEnumerable<TextLine> Draw(LabHost<TDevice> host)
    {
        int inner = width - TextBlock.FrameWidth;
        List<TextLine> lines = [];
        (LabSocket<TDevice> Socket, LabNode<TDevice> Node)[] nodes = [.. host.Sockets.SelectMany(socket => socket.Nodes.Select(node => (socket, node)))];
        int half = (inner - 1) / 2;
        bool isBeside = nodes.Length > 1 && half >= LeastNodeWidth;
        foreach ((LabSocket<TDevice> Socket, LabNode<TDevice> Node)[] pair in nodes.Chunk(isBeside ? 2 : 1))
        {
            int[] widths = isBeside ? [half, inner - 1 - half] : [inner];
            int height = pair.Zip(widths, (node, box) => Content(node.Node, box).Count).Max();
            IReadOnlyList<TextLine>[] boxes = [.. pair.Zip(widths, (node, box) => Box(node.Socket, node.Node, box, height))];
            lines.AddRange(boxes.Length == 2 ? TextBlock.Beside(boxes[0], boxes[1], half) : boxes[0]);
        }

        if (nodes.Length == 0)
        {
            lines.AddRange(HostReadiness.Unknown(host).SelectMany(text => TextLine.Wrap(text, inner)).Select(text => new TextLine(text)));
        }

        if (host.OtherDevices.Count > 0)
        {
            lines.Add(new TextLine("PCI functions whose NUMA node nobody knows:"));
            lines.AddRange(TextDevices.Draw([.. devices(host.OtherDevices)], inner));
        }

        if (host.UnboundMemoryKiB > 0)
        {
            lines.Add(new TextLine($"{Figures.Size(host.UnboundMemoryKiB)} of machines that are bound to no single node", TextInk.Dim));
        }

        TextLine figures = new TextLine(" ─ ", TextInk.Dim).Add(HostReadiness.Words(host), host.Ready == ConditionStatus.True ? TextInk.Good : TextInk.Bad);
        if (nodes.Length > 0)
        {
            figures.Add(" ─ ", TextInk.Dim).Add($"{host.CpusFree}/{host.CpusUsable} CPUs free").Add(" ─ ", TextInk.Dim)
                .Add($"{host.DevicesFree}/{host.DevicesOffered} HCAs free");
        }

        string name = TextLine.Cut(host.Name, Math.Max(LeastName, inner - 1 - figures.Width));
        return TextBlock.Framed(new TextLine(name, TextInk.Bold).Add(figures), lines, width, isRound: true);
    }

    private IReadOnlyList<TextLine> Box(LabSocket<TDevice> socket, LabNode<TDevice> node, int box, int height)
    {
        List<TextLine> content = Content(node, box);
        content.AddRange(Enumerable.Range(content.Count, height - content.Count).Select(_ => new TextLine()));
        return TextBlock.Framed(new TextLine(socket.TitleOf(node)), content, box, isRound: false);
    }

    private List<TextLine> Content(LabNode<TDevice> node, int box)
    {
        int inner = box - TextBlock.FrameWidth;
        List<TextLine> lines = [.. _cells.Draw(node.Cores, inner)];
        if (Sharers.Words(machines, node) is { } sharers)
        {
            lines.AddRange(TextLine.Wrap($"~ {sharers}", inner).Select(text => new TextLine(text, TextInk.Dim)));
        }

        lines.AddRange(node.Memory.Select(memory => new TextLine(TextLine.Cut(Figures.Free(memory), inner), TextInk.Dim)));
        lines.AddRange(TextDevices.Draw([.. devices(node.Devices)], inner));
        return lines;
    }
}
