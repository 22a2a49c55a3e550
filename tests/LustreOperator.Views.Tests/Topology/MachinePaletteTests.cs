using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Tests.Topology;

/// <summary>Contrast as WCAG 2.2 counts it (success criterion 1.4.3).</summary>
internal sealed class MachinePaletteTests
{
    [Test]
    public void Text_on_a_machines_colour_is_readable() =>
        Assert.That(MachinePalette.All.Select(colours => Contrast(SvgPaint.Ink, colours.Fill)), Is.All.GreaterThan(4.5));

    [Test]
    public void Wires_stand_out_from_paper() =>
        Assert.That(MachinePalette.All.Select(colours => Contrast(colours.Line, "#ffffff")), Is.All.GreaterThan(4.5));

    [Test]
    public void Quiet_and_alarming_words_are_readable() =>
        Assert.That(new[] { Contrast(SvgPaint.Quiet, "#ffffff"), Contrast(SvgPaint.Quiet, "#f6f8fa"), Contrast(SvgPaint.Alarm, "#f6f8fa") }, Is.All.GreaterThan(4.5));

    [Test]
    public void First_twenty_four_machines_look_different() =>
        Assert.That(
            Enumerable.Range(0, 24).Select(position => (MachinePalette.Of(position).Fill, MachinePalette.Pattern(position))), Is.Unique);

    private static double Contrast(string one, string other)
    {
        double[] light = [.. new[] { Luminance(one), Luminance(other) }.Order()];
        return (light[1] + 0.05) / (light[0] + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] parts = [.. Convert.FromHexString(colour[1..]).Select(part => Linear(part / 255.0))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
}
