using System.Globalization;

namespace LustreOperator.Views.Drawing;

/// <summary>The colours of machines in a drawing, by their names.</summary>
internal sealed class SvgMachines
{
    private readonly LabMachines _machines;

    public SvgMachines(LabMachines machines, SvgCanvas canvas)
    {
        _machines = machines;
        foreach (LabMachine machine in machines.All.Where(machine => MachinePalette.Pattern(machine.Position) > 0)
            .DistinctBy(machine => PatternName(machine.Position)))
        {
            canvas.Pattern(PatternName(machine.Position), MachinePalette.Of(machine.Position).Fill, MachinePalette.Pattern(machine.Position) == 2);
        }
    }

    public LabMachine this[string name] => _machines.Find(name)!;

    /// <summary>A shape that carries the machine's letters.</summary>
    public SvgPaint Fill(string name)
    {
        int position = this[name].Position;
        var colours = MachinePalette.Of(position);
        return new SvgPaint(MachinePalette.Pattern(position) == 0 ? colours.Fill : $"url(#{PatternName(position)})", colours.Line, 1.2);
    }

    /// <summary>A wire, or a tap on a bus.</summary>
    public string Line(string name) => MachinePalette.Of(this[name].Position).Line;

    private static string PatternName(int position) =>
        string.Create(CultureInfo.InvariantCulture, $"machine-{position % MachinePalette.All.Count}-{MachinePalette.Pattern(position)}");
}
