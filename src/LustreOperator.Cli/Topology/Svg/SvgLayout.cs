namespace LustreOperator.Cli.Topology;

/// <summary>Sizes in pixels. All nodes of a picture are as wide as the widest, so that cards stand in columns.</summary>
internal sealed class SvgLayout
{
    /// <summary>Around the picture.</summary>
    public const double Margin = 28;

    /// <summary>Between cards, and between sections.</summary>
    public const double Gap = 20;

    /// <summary>Left of the cards: the names of the buses.</summary>
    public const double LabelWidth = 118;

    /// <summary>Inside a card or a node.</summary>
    public const double Padding = 10;

    public const double CellWidth = 34;

    /// <summary>Of one CPU.</summary>
    public const double CellHeight = 31;

    public const double CellGap = 3;

    public const double ChipWidth = 69;

    public const double ChipHeight = 46;

    public const double ChipGap = 6;

    /// <summary>From the cards to the first bus.</summary>
    public const double BusTop = 30;

    public const double BusStep = 36;

    /// <summary>Width that cards fill before they start a new row.</summary>
    private const double WidestRow = 1044;

    /// <summary>The table of machines needs so much.</summary>
    private const double LeastWidth = 1080;

    private const int LeastChips = 3;

    private const int MostChips = 6;

    public SvgLayout(TopologyModel model, SvgChips chips)
    {
        TopologyNode[] nodes = [.. model.Hosts.SelectMany(host => host.Nodes)];
        int cores = nodes.Length == 0 ? 0 : nodes.Max(node => node.Cores.Count);
        CellColumns = cores <= 6 ? 6 : cores <= 32 ? 8 : 16;
        ChipColumns = Math.Clamp(
            model.Hosts.SelectMany(host => host.Nodes.Select(node => chips.Of(host, node).Count)).Append(0).Max(), LeastChips, MostChips);
        NodeWidth = (2 * Padding) + Math.Max(
            (CellColumns * (CellWidth + CellGap)) - CellGap, (ChipColumns * (ChipWidth + ChipGap)) - ChipGap);
        Threads = nodes.SelectMany(node => node.Cores).Select(core => core.Cpus.Count).Append(1).Max();
        NodesPerRow = NodesFor(WidestRow);
        double cards = CardWidth(model.Hosts.Select(host => Math.Clamp(host.Nodes.Count(), 1, NodesPerRow)).Append(1).Max());
        CardsPerRow = Math.Max(1, (int)((WidestRow + Gap) / (cards + Gap)));
        CardsPerRow = Math.Min(CardsPerRow, Math.Max(1, model.Hosts.Count));
        WidestCard = cards;
        Width = Math.Max((2 * Margin) + LabelWidth + (CardsPerRow * (cards + Gap)) + (SvgHosts.EndStep * model.Networks.Count), LeastWidth);
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
