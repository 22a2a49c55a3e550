using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>PCI functions with all that is known of them, one a row; facts that no agent tells have no column.</summary>
internal sealed class SvgDeviceTable(SvgCanvas canvas, SvgMachines machines, SvgLayout layout, LabMachines lab)
{
    private const double TextSize = SvgDeviceColumn.TextSize;
    private const double HeadHeight = 22;
    private const double LineHeight = 13;
    private const double RowPadding = 8;
    private const double BadgeWidth = 24;
    private const double BadgeHeight = 15;
    private const string None = "–";

    /// <summary>Draws it and returns the y below it.</summary>
    public double Draw(InventoryHost host, double y)
    {
        DeviceRun<InventoryDevice>[] runs = [.. InventoryDevice.Runs([.. host.Devices.OrderBy(device => device.Address)])];
        IReadOnlyList<(SvgDeviceColumn Column, double Width)> columns = SvgDeviceColumn.For(runs, layout.InnerWidth);
        double x = SvgLayout.Margin;
        foreach ((SvgDeviceColumn column, double width) in columns)
        {
            canvas.Text(x, y + 14, column.Name, SvgDeviceColumn.HeadSize, SvgPaint.Quiet);
            x += width;
        }

        double top = y + HeadHeight;
        canvas.Line(SvgLayout.Margin, top, SvgLayout.Margin + layout.InnerWidth, top, new SvgPaint(null, SvgPaint.Edge));
        foreach (DeviceRun<InventoryDevice> run in runs)
        {
            top = Row(run, columns, top);
            canvas.Line(SvgLayout.Margin, top, SvgLayout.Margin + layout.InnerWidth, top, new SvgPaint(null, "#dfe4ea"));
        }

        return top + 6;
    }

    private double Row(DeviceRun<InventoryDevice> run, IReadOnlyList<(SvgDeviceColumn Column, double Width)> columns, double y)
    {
        DeviceOwner owner = run.First.Owner;
        LabMachine? machine = owner.Kind == OwnerKind.Machine ? lab.Find(owner.Machine) : null;
        double x = SvgLayout.Margin;
        int lines = 0;
        for (int i = 0; i < columns.Count; i++)
        {
            (SvgDeviceColumn column, double width) = columns[i];
            bool isOwner = i == columns.Count - 1;
            double badge = isOwner && machine is not null ? Badge(machine, x, y) : 0;
            string ink = isOwner ? owner.Kind is OwnerKind.Contested or OwnerKind.Domain or OwnerKind.Absent ? SvgPaint.Alarm : SvgPaint.Ink
                : column.Name == "link" && DeviceWords.IsSlowed(run.First) ? SvgPaint.Alarm
                : SvgPaint.Ink;
            lines = Math.Max(lines, Cell(column.Text(run), x + badge, y + 14.5, width - badge - SvgDeviceColumn.Gap, ink, isBold: i == 0));
            x += width;
        }

        return y + (lines * LineHeight) + RowPadding;
    }

    private double Badge(LabMachine machine, double x, double y)
    {
        canvas.Rect(x, y + 3.5, BadgeWidth, BadgeHeight, machines.Fill(machine.Name), 3);
        double fit = SvgText.Fit(machine.Mark, TextSize, BadgeWidth - 4, isBold: true);
        canvas.Text(x + (BadgeWidth / 2), y + 14.5, machine.Mark, fit, isBold: true, anchor: "middle");
        return BadgeWidth + 5;
    }

    private int Cell(string text, double x, double y, double width, string ink, bool isBold)
    {
        string[] lines =
        [
            .. (text.Length > 0 ? text : None).Split('\n')
                .SelectMany(line => SvgText.Width(line, TextSize, isBold) <= width ? [line] : SvgText.Wrap(line, TextSize, width)),
        ];
        for (int i = 0; i < lines.Length; i++)
        {
            canvas.Text(x, y + (i * LineHeight), SvgText.Cut(lines[i], TextSize, width, isBold), TextSize, ink, isBold);
        }

        return lines.Length;
    }
}
