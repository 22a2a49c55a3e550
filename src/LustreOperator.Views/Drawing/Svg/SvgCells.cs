using System.Globalization;
using LustreOperator.Placement;

namespace LustreOperator.Views.Drawing;

/// <summary>The cores of a node as a grid; a core with hyperthreads is a column of cells in one frame.</summary>
internal static class SvgCells
{
    private const double IdSize = 9;
    private const double LabelSize = 12.5;

    public static void Draw(SvgCanvas canvas, SvgMachines machines, SvgLayout layout, IReadOnlyList<HostCore> cores, double x, double y)
    {
        for (int i = 0; i < cores.Count; i++)
        {
            double left = x + (i % layout.CellColumns * (SvgLayout.CellWidth + SvgLayout.CellGap));
            double top = y + (Row(i, layout) * (layout.CoreHeight + SvgLayout.CellGap));
            IReadOnlyList<CoreCpu> cpus = cores[i].Cpus;
            for (int thread = 0; thread < cpus.Count; thread++)
            {
                Cell(canvas, machines, cpus[thread], left, top + (thread * SvgLayout.CellHeight));
            }
        }
    }

    public static double Height(IReadOnlyList<HostCore> cores, SvgLayout layout) =>
        cores.Count == 0 ? 0 : ((Row(cores.Count - 1, layout) + 1) * (layout.CoreHeight + SvgLayout.CellGap)) - SvgLayout.CellGap;

    /// <summary>One CPU: its number above, who has it below.</summary>
    public static void Cell(SvgCanvas canvas, SvgMachines machines, CoreCpu cpu, double x, double y)
    {
        SvgPaint paint = cpu switch
        {
            { Machine: { } name } => machines.Fill(name),
            { Use: CpuUse.Free } => SvgPaint.Empty,
            { Use: CpuUse.Shared } => SvgPaint.Empty with { Dashes = "3 2" },
            _ => SvgPaint.Taken,
        };
        canvas.Rect(x, y, SvgLayout.CellWidth, SvgLayout.CellHeight, paint, 2, Details(cpu));
        double middle = x + (SvgLayout.CellWidth / 2);
        canvas.Text(
            middle, y + 10, cpu.Id.ToString(CultureInfo.InvariantCulture), IdSize, cpu.Machine is null ? SvgPaint.Quiet : SvgPaint.Ink, anchor: "middle");
        string label = Label(machines, cpu);
        if (label.Length > 0)
        {
            canvas.Text(
                middle, y + 24.5, label, SvgText.Fit(label, LabelSize, SvgLayout.CellWidth - 4, isBold: true), isBold: true, anchor: "middle",
                fill: cpu.IsContested ? SvgPaint.Alarm : SvgPaint.Ink);
        }
    }

    private static string Label(SvgMachines machines, CoreCpu cpu) => cpu switch
    {
        { IsContested: true } => "!",
        { Use: CpuUse.Free } => "",
        { Use: CpuUse.Reserved } => "host",
        { Use: CpuUse.Shared } => "~",
        { Machine: null } => "×",
        _ => machines[cpu.Machine].Mark + (cpu.Vcpu?.ToString(CultureInfo.InvariantCulture) ?? "*"),
    };

    private static string Details(CoreCpu cpu) => cpu switch
    {
        { Use: CpuUse.Free } => $"CPU {cpu.Id}: free",
        { Use: CpuUse.Reserved } => $"CPU {cpu.Id}: the host's own",
        { Machine: { } machine, Vcpu: { } vcpu } => $"CPU {cpu.Id}: vCPU {vcpu} of {machine}",
        { Use: CpuUse.Shared } => $"CPU {cpu.Id}: shared by {string.Join(", ", cpu.Holders)}",
        _ => $"CPU {cpu.Id}: {string.Join(", ", cpu.Holders)}",
    };

    private static int Row(int core, SvgLayout layout) => core / layout.CellColumns;
}
