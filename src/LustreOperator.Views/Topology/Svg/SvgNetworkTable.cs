using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>The networks of the spec: LNet name, what carries them, and the letters of the machines on them.</summary>
internal sealed class SvgNetworkTable(TopologyModel model, SvgCanvas canvas, SvgMachines machines, SvgLayout layout)
{
    private const double TextSize = 12;
    private const double RowHeight = 26;
    private const double BadgeWidth = 30;
    private const double BadgeHeight = 18;
    private const double BadgeGap = 5;
    private const double NameWidth = 150;
    private const double LnetWidth = 100;
    private const double CarrierWidth = 230;

    /// <summary>Draws it and returns the y below it.</summary>
    public double Draw(double y)
    {
        double top = y;
        foreach (TopologyNetwork network in model.Networks)
        {
            double line = top + 17;
            string carrier = network.CarrierText + (network is { Carrier: NetworkCarrier.Fabric, Technology: { } technology } ? $", {technology}" : "");
            Cell(SvgLayout.Margin, line, network.Name, NameWidth, isBold: true);
            Cell(SvgLayout.Margin + NameWidth, line, network.Lnet ?? "no LNet", LnetWidth, isBold: false);
            Cell(SvgLayout.Margin + NameWidth + LnetWidth, line, carrier, CarrierWidth, isBold: false);
            top += Badges(network, SvgLayout.Margin + NameWidth + LnetWidth + CarrierWidth, top);
        }

        return top;
    }

    private void Cell(double x, double y, string text, double width, bool isBold) =>
        canvas.Text(x, y, SvgText.Cut(text, TextSize, width - 8, isBold), TextSize, isBold: isBold);

    private double Badges(TopologyNetwork network, double x, double y)
    {
        int perRow = Math.Max(1, (int)((SvgLayout.Margin + layout.InnerWidth - x) / (BadgeWidth + BadgeGap)));
        for (int i = 0; i < network.Machines.Count; i++)
        {
            double left = x + (i % perRow * (BadgeWidth + BadgeGap));
            double top = y + (i / perRow * RowHeight);
            string mark = machines[network.Machines[i]].Mark;
            canvas.Rect(left, top + 4, BadgeWidth, BadgeHeight, machines.Fill(network.Machines[i]), 3, network.Machines[i]);
            canvas.Text(left + (BadgeWidth / 2), top + 17, mark, SvgText.Fit(mark, TextSize, BadgeWidth - 6, isBold: true), isBold: true, anchor: "middle");
        }

        return RowHeight * Math.Max(1, (network.Machines.Count + perRow - 1) / perRow);
    }
}
