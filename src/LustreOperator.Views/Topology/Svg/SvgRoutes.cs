using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>The networks with their LNet names, and the longest chains of LNet networks and routers.</summary>
internal sealed class SvgRoutes(TopologyModel model, SvgCanvas canvas, SvgMachines machines, SvgLayout layout)
{
    private const double TextSize = 12;
    private const double NetHeight = 28;
    private const double Link = 34;
    private const double RowHeight = 44;

    /// <summary>Draws them and returns the y below them.</summary>
    public double Draw(double y)
    {
        double top = y + 8;
        foreach (TopologyRoute route in TopologyRoutes.Longest(model.Routes))
        {
            Chain(route, top);
            top += RowHeight;
        }

        foreach (string line in model.Unreachable.SelectMany(pair => SvgText.Wrap($"No chain of routers joins {pair}.", TextSize, layout.InnerWidth)))
        {
            canvas.Text(SvgLayout.Margin, top + 12, line, TextSize, SvgPaint.Alarm, isBold: true);
            top += 18;
        }

        return top;
    }

    private void Chain(TopologyRoute route, double y)
    {
        string hops = TopologyWords.Hops(route.Hops);
        double hopsWidth = SvgText.Width(hops, TextSize) + 16;
        double width = layout.InnerWidth - hopsWidth - ((route.Path.Count - 1) * Link);
        double most = width / route.Path.Count;
        double x = SvgLayout.Margin;
        double middle = y + (NetHeight / 2);
        for (int place = 0; place < route.Path.Count; place++)
        {
            bool isRouter = place % 2 == 1;
            LabMachine? router = isRouter ? model.Lab.Find(route.Path[place]) : null;
            string words = SvgText.Cut(router is null ? route.Path[place] : $"{router.Mark} {router.Name}", TextSize, most - 20, isBold: true);
            double box = SvgText.Width(words, TextSize, isBold: true) + 20;
            if (place > 0)
            {
                canvas.Line(x, middle, x + Link, middle, new SvgPaint(null, "#4a5563", 3));
                x += Link;
            }

            canvas.Rect(x, y, box, NetHeight, router is null ? SvgPaint.Card : machines.Fill(router.Name), router is null ? NetHeight / 2 : 3);
            canvas.Text(x + (box / 2), middle + 4, words, TextSize, isBold: true, anchor: "middle");
            x += box;
        }

        canvas.Text(x + 16, middle + 4, hops, TextSize, SvgPaint.Quiet);
    }
}
