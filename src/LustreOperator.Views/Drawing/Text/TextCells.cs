using System.Globalization;
using LustreOperator.Placement;

namespace LustreOperator.Views.Drawing;

/// <summary>The cores of a node: cells with the CPUs in their upper edge, or runs of cores where there are too many to draw.</summary>
internal sealed class TextCells(LabMachines machines)
{
    /// <summary>More rows of cells than that are told in runs.</summary>
    private const int MaxRows = 2;

    public IEnumerable<TextLine> Draw(IReadOnlyList<HostCore> cores, int width)
    {
        if (cores.Count == 0)
        {
            return [new TextLine("no CPUs", TextInk.Dim)];
        }

        int cell = cores.Max(core => Math.Max(Ids(core).Length, core.Cpus.Sum(cpu => Label(cpu).Length) + core.Cpus.Count - 1));
        int perRow = Math.Max(1, (width - 1) / (cell + 1));
        return perRow * MaxRows < cores.Count ? Runs(cores, width) : cores.Chunk(perRow).SelectMany(row => Row(row, cell));
    }

    /// <summary>What a CPU's cell says: machine and vCPU, or a sign that <see cref="TextLegend"/> explains.</summary>
    public string Label(CoreCpu cpu) => cpu switch
    {
        { IsContested: true } => "!",
        { Use: CpuUse.Free } => "·",
        { Use: CpuUse.Reserved } => "▒",
        { Use: CpuUse.Shared } => "~",
        { Machine: null } => "×",
        _ => Mark(cpu) + (cpu.Vcpu?.ToString(CultureInfo.InvariantCulture) ?? "*"),
    };

    private string Mark(CoreCpu cpu) => machines.Find(cpu.Machine)!.Mark;

    private TextInk Ink(CoreCpu cpu) => cpu switch
    {
        { IsContested: true } => TextInk.Bad,
        { Machine: { } machine } => TextInk.Of(machines.Find(machine)),
        _ => TextInk.Dim,
    };

    private IEnumerable<TextLine> Row(HostCore[] row, int cell)
    {
        yield return Edge(row, "┌", "┬", "┐", core => Ids(core).PadRight(cell, '─'));
        TextLine line = new("│", TextInk.Dim);
        foreach (HostCore core in row)
        {
            int start = line.Width;
            for (int i = 0; i < core.Cpus.Count; i++)
            {
                line.Add(i > 0 ? " " : "").Add(Label(core.Cpus[i]), Ink(core.Cpus[i]));
            }

            line.PadTo(start + cell).Add("│", TextInk.Dim);
        }

        yield return line;
        yield return Edge(row, "└", "┴", "┘", _ => new string('─', cell));
    }

    private static TextLine Edge(HostCore[] row, string left, string between, string right, Func<HostCore, string> part) =>
        new(left + string.Join(between, row.Select(part)) + right, TextInk.Dim);

    private static string Ids(HostCore core) => CpuSet.From(core.Cpus.Select(cpu => cpu.Id)).ToString();

    private IEnumerable<TextLine> Runs(IReadOnlyList<HostCore> cores, int width)
    {
        List<(string Key, List<HostCore> Cores)> runs = [];
        foreach (HostCore core in cores)
        {
            string key = string.Join('|', core.Cpus.Select(cpu => $"{cpu.Use} {string.Join(',', cpu.Holders)}"));
            if (runs.Count == 0 || runs[^1].Key != key)
            {
                runs.Add((key, []));
            }

            runs[^1].Cores.Add(core);
        }

        (string Count, string Ids, CoreCpu Cpu)[] rows =
        [
            .. runs.Select(run => (
                run.Cores.Count == 1 ? "1 core" : $"{run.Cores.Count} cores",
                CpuSet.From(run.Cores.SelectMany(core => core.Cpus).Select(cpu => cpu.Id)).ToString(),
                run.Cores[0].Cpus[0])),
        ];
        int counts = rows.Max(row => row.Count.Length);
        int ids = rows.Max(row => row.Ids.Length);
        return rows.Select(row =>
        {
            TextLine line = new TextLine($"{row.Count.PadLeft(counts)}  CPU {row.Ids.PadRight(ids)}  ");
            return line.Add(TextLine.Cut(Words(row.Cpu), Math.Max(8, width - line.Width)), Ink(row.Cpu));
        });
    }

    private string Words(CoreCpu cpu) => cpu switch
    {
        { IsContested: true } => $"! {string.Join(" and ", cpu.Holders)}",
        { Use: CpuUse.Free } => "· free",
        { Use: CpuUse.Reserved } => "▒ reserved",
        { Use: CpuUse.Shared } => "~ shared",
        { Machine: null } => $"× {string.Join(", ", cpu.Holders)}",
        _ => $"{Mark(cpu)} {cpu.Machine}",
    };
}
