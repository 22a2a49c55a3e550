namespace LustreOperator.Views.Drawing;

/// <summary>A PCI function, several that are alike, or a virtio NIC.</summary>
/// <param name="Title">Address, or what it is.</param>
/// <param name="Holder">For what it is used, or by whom.</param>
/// <param name="Carrier">The fabric it is cabled to, or the network of a virtio NIC.</param>
/// <param name="Machine">The machine of the picture that has it.</param>
/// <param name="Bus">Where its wire goes; null: it has none.</param>
/// <param name="Details">What a pointer over it shows.</param>
/// <param name="IsVirtual">A virtio NIC.</param>
/// <param name="IsTaken">Somebody else has it.</param>
internal sealed record SvgChip(
    string Title, string Holder, string? Carrier, string? Machine, string? Bus, string Details, bool IsVirtual, bool IsTaken)
{
    private const double AddressSize = 10.5;
    private const double TextSize = 10;
    private const double LeastSize = 8.5;
    private const double Inset = 4;

    public void Draw(SvgCanvas canvas, SvgMachines machines, double x, double y)
    {
        SvgPaint paint = Machine is { } name ? machines.Fill(name) : IsTaken ? SvgPaint.Taken : SvgPaint.Empty;
        canvas.Rect(x, y, SvgLayout.ChipWidth, SvgLayout.ChipHeight, IsVirtual ? paint with { Dashes = "4 2" } : paint, IsVirtual ? 10 : 3, Details);
        Line(canvas, x, y + 13, Title, AddressSize, isBold: false);
        Line(canvas, x, y + 27, Machine is { } machine ? $"{machines[machine].Mark} {Holder}".TrimEnd() : Holder, TextSize, isBold: true);
        Line(canvas, x, y + 40, Carrier ?? "", TextSize, isBold: false);
    }

    // Smaller before shorter.
    private static void Line(SvgCanvas canvas, double x, double y, string text, double size, bool isBold)
    {
        const double width = SvgLayout.ChipWidth - (2 * Inset);
        if (text.Length > 0)
        {
            double fit = Math.Max(LeastSize, SvgText.Fit(text, size, width, isBold));
            canvas.Text(x + (SvgLayout.ChipWidth / 2), y, SvgText.Cut(text, fit, width, isBold), fit, isBold: isBold, anchor: "middle");
        }
    }
}
