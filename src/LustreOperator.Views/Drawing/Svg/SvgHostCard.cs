using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>A host as a card: its NUMA nodes with their cores, and at their lower edges what hangs from buses.</summary>
/// <typeparam name="TDevice">What is told of a PCI function.</typeparam>
internal sealed class SvgHostCard<TDevice>(
    LabMachines lab, LabHost<TDevice> host, SvgCanvas canvas, SvgMachines machines, SvgLayout layout, ISvgChips<TDevice> chips)
{
    private const double TitleHeight = 46;
    private const double HeadSize = 11.5;
    private const double SmallSize = 10.5;
    private const double LineHeight = 14;
    private const double Padding = SvgLayout.Padding;

    private readonly (LabSocket<TDevice> Socket, LabNode<TDevice> Node)[] _nodes =
        [.. host.Sockets.SelectMany(socket => socket.Nodes.Select(node => (socket, node)))];

    public double Width => layout.CardWidth(Math.Clamp(_nodes.Length, 1, layout.NodesPerRow));

    /// <summary>Without what a higher neighbour in the row adds.</summary>
    public double Height
    {
        get
        {
            double nodes = _nodes.Length == 0
                ? UnknownLines.Count * LineHeight
                : Rows.Sum(row => row.Max(node => NodeHeight(node.Node)) + (SvgLayout.ChipHeight / 2) + Padding);
            int others = ChipRows(chips.OfOthers(host).Count);
            return TitleHeight + nodes + Padding + (others == 0 ? 0 : LineHeight + Padding + (others * (SvgLayout.ChipHeight + SvgLayout.ChipGap)));
        }
    }

    /// <summary>Draws it and returns the wires that leave it.</summary>
    public IEnumerable<SvgWire> Draw(double x, double y, double height)
    {
        canvas.Box(x, y, Width, height, SvgPaint.Card, 8);
        double inner = Width - (2 * Padding);
        string readiness = HostReadiness.Words(host);
        string name = SvgText.Cut(host.Name, 15, inner * 0.6, isBold: true);
        canvas.Text(x + Padding, y + 20, name, 15, isBold: true);
        double left = inner - SvgText.Width(name, 15, isBold: true) - 8;
        canvas.Text(
            x + Width - Padding, y + 20, SvgText.Cut(readiness, HeadSize, left), HeadSize,
            host.Ready == ConditionStatus.True ? SvgPaint.Quiet : SvgPaint.Alarm, anchor: "end");
        List<SvgWire> wires = [];
        double top = y + TitleHeight;
        if (_nodes.Length == 0)
        {
            foreach (string line in UnknownLines)
            {
                canvas.Text(x + Padding, top, line, SmallSize);
                top += LineHeight;
            }
        }
        else
        {
            string unbound = host.UnboundMemoryKiB > 0 ? $" · {Figures.Size(host.UnboundMemoryKiB)} on no single node" : "";
            string free = $"free: {host.CpusFree} of {host.CpusUsable} CPUs, {host.DevicesFree} of {host.DevicesOffered} HCAs{unbound}";
            canvas.Text(x + Padding, y + 36, SvgText.Cut(free, SmallSize, inner), SmallSize, SvgPaint.Quiet);
        }

        foreach ((LabSocket<TDevice> Socket, LabNode<TDevice> Node)[] row in Rows)
        {
            double nodeHeight = row.Max(node => NodeHeight(node.Node));
            for (int i = 0; i < row.Length; i++)
            {
                wires.AddRange(Node(row[i].Socket, row[i].Node, x + Padding + (i * (layout.NodeWidth + Padding)), top, nodeHeight));
            }

            top += nodeHeight + (SvgLayout.ChipHeight / 2) + Padding;
        }

        if (chips.OfOthers(host) is { Count: > 0 } others)
        {
            canvas.Text(x + Padding, top + SmallSize, "NUMA node not known:", SmallSize, SvgPaint.Quiet);
            wires.AddRange(Chips(others, x + Padding, top + LineHeight + Padding));
        }

        return wires;
    }

    private IEnumerable<(LabSocket<TDevice> Socket, LabNode<TDevice> Node)[]> Rows => _nodes.Chunk(layout.NodesPerRow);

    private IReadOnlyList<string> UnknownLines => [.. HostReadiness.Unknown(host).SelectMany(text => SvgText.Wrap(text, SmallSize, Width - (2 * Padding)))];

    private int ChipRows(int count) => (count + layout.ChipColumns - 1) / layout.ChipColumns;

    // The last row of chips sits on the lower edge.
    private double NodeHeight(LabNode<TDevice> node)
    {
        int rows = ChipRows(chips.Of(host, node).Count);
        return NodeHead(node) + SvgCells.Height(node.Cores, layout) + Padding
            + (rows == 0 ? 0 : Padding + ((rows - 1) * (SvgLayout.ChipHeight + SvgLayout.ChipGap)) + (SvgLayout.ChipHeight / 2));
    }

    private double NodeHead(LabNode<TDevice> node) => 22 + (Lines(node).Count * LineHeight) + 4;

    private List<string> Lines(LabNode<TDevice> node)
    {
        double inner = layout.NodeWidth - (2 * Padding);
        List<string> lines = [.. node.Memory.Select(Figures.Free)];
        lines.AddRange(chips.Models(node));
        if (Sharers.Words(lab, node) is { } sharers)
        {
            lines.AddRange(SvgText.Wrap($"~ {sharers}", SmallSize, inner));
        }

        return [.. lines.Select(line => SvgText.Cut(line, SmallSize, inner))];
    }

    private IEnumerable<SvgWire> Node(LabSocket<TDevice> socket, LabNode<TDevice> node, double x, double y, double height)
    {
        canvas.Box(x, y, layout.NodeWidth, height, SvgPaint.Node, 4);
        double inner = layout.NodeWidth - (2 * Padding);
        canvas.Text(x + Padding, y + 17, SvgText.Cut(socket.TitleOf(node), HeadSize, inner, isBold: true), HeadSize, isBold: true);
        double line = y + 17;
        foreach (string text in Lines(node))
        {
            line += LineHeight;
            canvas.Text(x + Padding, line, text, SmallSize, SvgPaint.Quiet);
        }

        SvgCells.Draw(canvas, machines, layout, node.Cores, x + Padding, y + NodeHead(node));
        IReadOnlyList<SvgChip> all = chips.Of(host, node);
        double firstRow = y + height - (SvgLayout.ChipHeight / 2) - ((ChipRows(all.Count) - 1) * (SvgLayout.ChipHeight + SvgLayout.ChipGap));
        return Chips(all, x + Padding, firstRow);
    }

    private IEnumerable<SvgWire> Chips(IReadOnlyList<SvgChip> all, double x, double y)
    {
        for (int i = 0; i < all.Count; i++)
        {
            double left = x + (i % layout.ChipColumns * (SvgLayout.ChipWidth + SvgLayout.ChipGap));
            double top = y + (i / layout.ChipColumns * (SvgLayout.ChipHeight + SvgLayout.ChipGap));
            all[i].Draw(canvas, machines, left, top);
            if (all[i].Bus is { } bus)
            {
                // Wires of several rows of chips beside each other.
                int row = i / layout.ChipColumns;
                int rows = ChipRows(all.Count);
                yield return new SvgWire(left + (SvgLayout.ChipWidth * (row + 1) / (rows + 1)), top + SvgLayout.ChipHeight, bus, all[i].Machine);
            }
        }
    }
}
