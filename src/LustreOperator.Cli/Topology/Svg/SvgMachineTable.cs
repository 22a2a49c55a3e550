using System.Globalization;
using LustreOperator.Api;

namespace LustreOperator.Cli.Topology;

/// <summary>The machines, one a line; failover partners are joined by brackets at the right.</summary>
internal sealed class SvgMachineTable(TopologyModel model, SvgCanvas canvas, SvgMachines machines, SvgLayout layout)
{
    private const string None = "–";
    private const double RowHeight = 24;
    private const double TextSize = 12;
    private const double BadgeWidth = 34;
    private const double BadgeHeight = 18;

    /// <summary>Shares of the width.</summary>
    private static readonly (string Name, double Share)[] s_columns =
    [
        ("machine", 17), ("roles", 10), ("state", 16), ("host", 10), ("NUMA", 5), ("host CPUs", 12), ("memory", 11), ("pins", 5), ("HCAs", 5), ("local", 6),
    ];

    /// <summary>Share of the width for partners.</summary>
    private const double Brackets = 16;

    /// <summary>Draws it and returns the y below it.</summary>
    public double Draw(double y)
    {
        double[] lefts = [.. Lefts()];
        double head = y + 14;
        for (int i = 0; i < s_columns.Length; i++)
        {
            canvas.Text(lefts[i], head, s_columns[i].Name, 11, SvgPaint.Quiet);
        }

        if (model.Partners.Count > 0)
        {
            canvas.Text(lefts[^1], head, "failover partners", 11, SvgPaint.Quiet);
        }

        double top = y + 22;
        canvas.Line(SvgLayout.Margin, top, SvgLayout.Margin + layout.InnerWidth, top, new SvgPaint(null, SvgPaint.Edge));
        for (int i = 0; i < model.Machines.Count; i++)
        {
            Row(model.Machines[i], lefts, top + (i * RowHeight));
        }

        foreach (TopologyPartners pair in model.Partners)
        {
            Bracket(pair, lefts[^1], top);
        }

        return top + (model.Machines.Count * RowHeight) + 6;
    }

    private IEnumerable<double> Lefts()
    {
        double first = SvgLayout.Margin + BadgeWidth + 10;
        double unit = (layout.InnerWidth - BadgeWidth - 10) / (s_columns.Sum(column => column.Share) + (model.Partners.Count > 0 ? Brackets : 0));
        double left = first;
        foreach ((_, double share) in s_columns)
        {
            yield return left;
            left += share * unit;
        }

        yield return left;
    }

    private void Row(TopologyMachine machine, double[] lefts, double y)
    {
        double line = y + 16.5;
        canvas.Rect(SvgLayout.Margin, y + 3, BadgeWidth, BadgeHeight, machines.Fill(machine.Name), 3);
        canvas.Text(
            SvgLayout.Margin + (BadgeWidth / 2), line, machine.Mark, SvgText.Fit(machine.Mark, TextSize, BadgeWidth - 6, isBold: true), isBold: true,
            anchor: "middle");
        string[] cells =
        [
            machine.Name, machine.RolesText, TopologyFigures.State(machine), machine.Host ?? None, machine.Numa ?? None, machine.Cpus ?? None,
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

        double right = model.Partners.Count > 0 ? lefts[^1] - 10 : SvgLayout.Margin + layout.InnerWidth;
        canvas.Line(SvgLayout.Margin, y + RowHeight, right, y + RowHeight, new SvgPaint(null, "#dfe4ea"));
    }

    private void Bracket(TopologyPartners pair, double x, double top)
    {
        TopologyMachine first = machines[pair.First];
        TopologyMachine second = machines[pair.Second];
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
