using System.Globalization;
using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>The machines, one a line.</summary>
/// <param name="lab">The machines.</param>
/// <param name="canvas">Where to draw.</param>
/// <param name="machines">Their colours.</param>
/// <param name="layout">The picture's sizes.</param>
/// <param name="beside">Share of the width that is kept for something else at the right; 0: none.</param>
internal sealed class SvgMachineTable(LabMachines lab, SvgCanvas canvas, SvgMachines machines, SvgLayout layout, double beside)
{
    public const double RowHeight = 24;
    public const double TextSize = 12;

    /// <summary>From the table's upper edge to its first row.</summary>
    public const double HeadHeight = 22;

    private const string None = "–";
    private const double BadgeWidth = 34;
    private const double BadgeHeight = 18;

    /// <summary>Shares of the width.</summary>
    private static readonly (string Name, double Share)[] s_columns =
    [
        ("machine", 17), ("roles", 10), ("state", 16), ("host", 10), ("NUMA", 5), ("host CPUs", 12), ("memory", 11), ("pins", 5), ("HCAs", 5), ("local", 6),
    ];

    /// <summary>The left edge of what is beside it.</summary>
    public double Right => Lefts().Last();

    /// <summary>Draws it and returns the y below it.</summary>
    public double Draw(double y)
    {
        double[] lefts = [.. Lefts()];
        for (int i = 0; i < s_columns.Length; i++)
        {
            canvas.Text(lefts[i], y + 14, s_columns[i].Name, 11, SvgPaint.Quiet);
        }

        double top = y + HeadHeight;
        canvas.Line(SvgLayout.Margin, top, SvgLayout.Margin + layout.InnerWidth, top, new SvgPaint(null, SvgPaint.Edge));
        for (int i = 0; i < lab.All.Count; i++)
        {
            Row(lab.All[i], lefts, top + (i * RowHeight));
        }

        return top + (lab.All.Count * RowHeight) + 6;
    }

    private IEnumerable<double> Lefts()
    {
        double left = SvgLayout.Margin + BadgeWidth + 10;
        double unit = (layout.InnerWidth - BadgeWidth - 10) / (s_columns.Sum(column => column.Share) + beside);
        foreach ((_, double share) in s_columns)
        {
            yield return left;
            left += share * unit;
        }

        yield return left;
    }

    private void Row(LabMachine machine, double[] lefts, double y)
    {
        double line = y + 16.5;
        canvas.Rect(SvgLayout.Margin, y + 3, BadgeWidth, BadgeHeight, machines.Fill(machine.Name), 3);
        canvas.Text(
            SvgLayout.Margin + (BadgeWidth / 2), line, machine.Mark, SvgText.Fit(machine.Mark, TextSize, BadgeWidth - 6, isBold: true), isBold: true,
            anchor: "middle");
        string[] cells =
        [
            machine.Name, machine.RolesText, Figures.State(machine), machine.Host ?? None, machine.Numa?.ToString() ?? None, machine.Cpus?.ToString() ?? None,
            machine.Memory + (machine.Hugepages is { } pages ? $" in {pages}" : ""), machine.Pins ?? None, machine.Hcas ?? None,
            machine.LocalityPercent is { } percent ? percent.ToString(CultureInfo.InvariantCulture) + " %" : None,
        ];
        for (int i = 0; i < cells.Length; i++)
        {
            bool isBad = s_columns[i].Name == "state" && machine.Ready != ConditionStatus.True;
            double width = lefts[i + 1] - lefts[i] - 6;
            string text = i == 0 ? SvgText.CutFront(cells[i], TextSize, width, isBold: true) : SvgText.Cut(cells[i], TextSize, width);
            canvas.Text(lefts[i], line, text, TextSize, isBad ? SvgPaint.Alarm : SvgPaint.Ink, isBold: i == 0);
        }

        double right = beside > 0 ? lefts[^1] - 10 : SvgLayout.Margin + layout.InnerWidth;
        canvas.Line(SvgLayout.Margin, y + RowHeight, right, y + RowHeight, new SvgPaint(null, "#dfe4ea"));
    }
}
