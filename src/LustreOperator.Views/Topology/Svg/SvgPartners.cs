using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>Failover partners, joined by brackets at the right of the table of machines.</summary>
internal sealed class SvgPartners(TopologyModel model, SvgCanvas canvas, SvgMachines machines, SvgLayout layout)
{
    /// <summary>Share of the width.</summary>
    public const double Share = 16;

    private const double TextSize = SvgMachineTable.TextSize;
    private const double RowHeight = SvgMachineTable.RowHeight;

    /// <summary>Draws them.</summary>
    /// <param name="x">The right edge of the table.</param>
    /// <param name="y">Its upper edge.</param>
    public void Draw(double x, double y)
    {
        canvas.Text(x, y + 14, "failover partners", 11, SvgPaint.Quiet);
        foreach (TopologyPartners pair in model.Partners)
        {
            Bracket(pair, x, y + SvgMachineTable.HeadHeight);
        }
    }

    private void Bracket(TopologyPartners pair, double x, double top)
    {
        LabMachine first = machines[pair.First];
        LabMachine second = machines[pair.Second];
        double from = top + (first.Position * RowHeight) + (RowHeight / 2);
        double to = top + (second.Position * RowHeight) + (RowHeight / 2);
        string colour = pair.SharedHost is null ? SvgPaint.Quiet : SvgPaint.Alarm;
        SvgPaint paint = new(null, colour, 1.8);
        canvas.Line(x, from, x + 10, from, paint);
        canvas.Line(x + 10, from, x + 10, to, paint);
        canvas.Line(x, to, x + 10, to, paint);
        string words = $"{first.Mark} ⇄ {second.Mark}" + (pair.SharedHost is null ? "" : ": one host!");
        double width = SvgLayout.Margin + layout.InnerWidth - x - 18;
        canvas.Text(x + 18, ((from + to) / 2) + 4, SvgText.Cut(words, TextSize, width, isBold: true), TextSize, colour, isBold: true);
    }
}
