namespace LustreOperator.Views.Drawing;

/// <summary>Sizes in pixels. All nodes of a picture are as wide as the widest, so that cards stand in columns.</summary>
internal sealed class SvgLayout
{
    /// <summary>Around the picture.</summary>
    public const double Margin = 28;

    /// <summary>Between cards, and between sections.</summary>
    public const double Gap = 20;

    /// <summary>Inside a card or a node.</summary>
    public const double Padding = 10;

    public const double CellWidth = 34;

    /// <summary>Of one CPU.</summary>
    public const double CellHeight = 31;

    public const double CellGap = 3;

    public const double ChipWidth = 69;

    public const double ChipHeight = 46;

    public const double ChipGap = 6;

    /// <summary>Width that cards fill before they start a new row.</summary>
    private const double WidestRow = 1044;

    /// <summary>The table of machines needs so much.</summary>
    private const double LeastWidth = 1080;

    private const int LeastChips = 3;

    private const int MostChips = 6;

    private SvgLayout(int hosts, int cores, int threads, int chips, int nodesOfHost, double beside)
    {
        CellColumns = cores <= 6 ? 6 : cores <= 32 ? 8 : 16;
        ChipColumns = Math.Clamp(chips, LeastChips, MostChips);
        NodeWidth = (2 * Padding) + Math.Max(
            (CellColumns * (CellWidth + CellGap)) - CellGap, (ChipColumns * (ChipWidth + ChipGap)) - ChipGap);
        Threads = threads;
        NodesPerRow = NodesFor(WidestRow);
        double cards = CardWidth(Math.Clamp(nodesOfHost, 1, NodesPerRow));
        CardsPerRow = Math.Max(1, (int)((WidestRow + Gap) / (cards + Gap)));
        CardsPerRow = Math.Min(CardsPerRow, Math.Max(1, hosts));
        WidestCard = cards;
        Width = Math.Max((2 * Margin) + (CardsPerRow * (cards + Gap)) + beside, LeastWidth);
    }

    /// <summary>The layout for some hosts.</summary>
    /// <typeparam name="TDevice">What is told of a PCI function.</typeparam>
    /// <param name="hosts">The hosts.</param>
    /// <param name="chips">What hangs from their nodes.</param>
    /// <param name="beside">Width that is needed beside the cards.</param>
    public static SvgLayout Of<TDevice>(IReadOnlyList<LabHost<TDevice>> hosts, ISvgChips<TDevice> chips, double beside)
    {
        LabNode<TDevice>[] nodes = [.. hosts.SelectMany(host => host.Nodes)];
        return new SvgLayout(
            hosts.Count,
            nodes.Select(node => node.Cores.Count).Append(0).Max(),
            nodes.SelectMany(node => node.Cores).Select(core => core.Cpus.Count).Append(1).Max(),
            hosts.SelectMany(host => host.Nodes.Select(node => chips.Of(host, node).Count)).Append(0).Max(),
            hosts.Select(host => host.Nodes.Count()).Append(1).Max(),
            beside);
    }

    public int CellColumns { get; }

    public int ChipColumns { get; }

    public double NodeWidth { get; }

    /// <summary>CPUs of a core.</summary>
    public int Threads { get; }

    /// <summary>Nodes of a card beside each other.</summary>
    public int NodesPerRow { get; }

    public int CardsPerRow { get; }

    public double WidestCard { get; }

    /// <summary>Of the whole picture.</summary>
    public double Width { get; }

    /// <summary>Of what is inside the margins.</summary>
    public double InnerWidth => Width - (2 * Margin);

    public double CoreHeight => Threads * CellHeight;

    public double CardWidth(int nodes) => (2 * Padding) + (nodes * (NodeWidth + Padding)) - Padding;

    private int NodesFor(double width) => Math.Max(1, (int)((width - Padding) / (NodeWidth + Padding)));
}
