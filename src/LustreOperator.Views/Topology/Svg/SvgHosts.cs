using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>
/// The cards in rows, and under each row the buses that its wires hang from. A bus that several rows use is joined at the right.
/// </summary>
internal sealed class SvgHosts(TopologyModel model, SvgCanvas canvas, SvgMachines machines, SvgLayout layout, TopologyChips chips, IReadOnlyList<SvgBus> buses)
{
    private const double NameSize = 12;
    private const double SmallSize = 10;
    private const double TapRadius = 4.5;

    /// <summary>Left of the cards: the names of the buses.</summary>
    public const double LabelWidth = 118;

    /// <summary>From the cards to the first bus.</summary>
    private const double BusTop = 30;

    private const double BusStep = 36;

    /// <summary>Between the ends of two buses.</summary>
    public const double EndStep = 9;

    /// <summary>Draws them and returns the y below them.</summary>
    public double Draw(double y)
    {
        Dictionary<SvgBus, double> lastSeen = [];
        foreach (LabHost<TopologyDevice>[] row in model.Hosts.Chunk(layout.CardsPerRow))
        {
            SvgHostCard<TopologyDevice>[] cards = [.. row.Select(host => new SvgHostCard<TopologyDevice>(model.Lab, host, canvas, machines, layout, chips))];
            double height = cards.Max(card => card.Height);
            List<SvgWire> wires = [];
            double x = SvgLayout.Margin + LabelWidth;
            foreach (SvgHostCard<TopologyDevice> card in cards)
            {
                wires.AddRange(card.Draw(x, y, height));
                x += layout.WidestCard + SvgLayout.Gap;
            }

            y = Strip(wires, y + height, lastSeen);
        }

        return y;
    }

    // Buses end right of the widest row, so that they meet those of the next.
    private double Strip(List<SvgWire> wires, double y, Dictionary<SvgBus, double> lastSeen)
    {
        double right = SvgLayout.Margin + LabelWidth + (layout.CardsPerRow * (layout.WidestCard + SvgLayout.Gap)) - SvgLayout.Gap;
        SvgBus[] used = [.. buses.Where(bus => wires.Any(wire => wire.Bus == bus.Key))];
        for (int i = 0; i < used.Length; i++)
        {
            SvgBus bus = used[i];
            double at = y + BusTop + (i * BusStep);
            double end = right + EndStep + ((buses.Count - IndexOf(bus)) * EndStep);
            bus.Draw(canvas, SvgLayout.Margin, at, end, at);
            if (lastSeen.TryGetValue(bus, out double above))
            {
                bus.Draw(canvas, end, above, end, at);
            }

            lastSeen[bus] = at;
            Label(bus, at);
            foreach (SvgWire wire in wires.Where(wire => wire.Bus == bus.Key))
            {
                Tap(wire, at);
            }
        }

        return y + BusTop + (used.Length * BusStep);
    }

    private int IndexOf(SvgBus bus) => buses.TakeWhile(other => other != bus).Count();

    private static void LabelLine(SvgCanvas canvas, double y, string text, double size, bool isBold) => canvas.Text(
        SvgLayout.Margin, y, SvgText.Cut(text, size, LabelWidth - 8, isBold), size, isBold ? SvgPaint.Ink : SvgPaint.Quiet, isBold);

    private void Label(SvgBus bus, double y)
    {
        LabelLine(canvas, y - 6, bus.Name, NameSize, isBold: true);
        LabelLine(canvas, y + 13, bus.NetworksText, SmallSize, isBold: false);
    }

    // A function that is cabled but not used has a thin wire and an open tap.
    private void Tap(SvgWire wire, double y)
    {
        string line = wire.Machine is { } machine ? machines.Line(machine) : SvgPaint.Edge;
        canvas.Wire(wire.X, wire.Y, wire.X, y, new SvgPaint(null, line, wire.Machine is null ? 1 : 2.2, wire.Machine is null ? "2 3" : null));
        canvas.Circle(wire.X, y, TapRadius, wire.Machine is null ? new SvgPaint("#ffffff", line, 1.2) : new SvgPaint(line, "#ffffff", 1.2));
    }
}
