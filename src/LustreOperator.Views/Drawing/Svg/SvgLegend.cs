using LustreOperator.Placement;

namespace LustreOperator.Views.Drawing;

/// <summary>What the signs of a picture mean; only those that are in it. Items stand beside each other while there is room.</summary>
/// <param name="canvas">Where to draw.</param>
/// <param name="machines">The picture's machines.</param>
/// <param name="layout">Its sizes.</param>
/// <param name="y">The upper edge.</param>
internal sealed class SvgLegend(SvgCanvas canvas, SvgMachines machines, SvgLayout layout, double y)
{
    private const double TextSize = 11;
    private const double ItemGap = 20;
    private const double RowHeight = 54;

    private double _x = SvgLayout.Margin;
    private double _y = y + 8;

    /// <summary>The y below what was drawn.</summary>
    public double Bottom => _y + (_x > SvgLayout.Margin ? RowHeight : 0);

    public void Cpus(IEnumerable<CoreCpu> all)
    {
        CoreCpu[] cpus = [.. all];
        Cpu(
            cpus, cpu => cpu is { Machine: not null, Vcpu: not null, IsContested: false }, cpu => $"host CPU {cpu.Id}: vCPU {cpu.Vcpu} of machine {machines[cpu.Machine!].Mark}");
        Cpu(cpus, cpu => cpu is { Machine: not null, Vcpu: null, IsContested: false }, _ => "QEMU's own threads");
        Cpu(cpus, cpu => cpu.Use == CpuUse.Free, _ => "free CPU");
        Cpu(cpus, cpu => cpu.Use == CpuUse.Shared, _ => "shared by machines");
        Cpu(cpus, cpu => cpu.Use == CpuUse.Reserved, _ => "the host's own");
        Cpu(cpus, cpu => cpu is { Use: CpuUse.Dedicated, Machine: null }, _ => "another cluster's");
        Cpu(cpus, cpu => cpu.IsContested, _ => "claimed twice");
    }

    /// <summary>Explains the first chip that is such.</summary>
    public void Chip(IEnumerable<SvgChip> all, Func<SvgChip, bool> isSuch, string words)
    {
        if (all.FirstOrDefault(isSuch) is { } chip)
        {
            Item(SvgLayout.ChipWidth + 6, words, (x, y) => chip.Draw(canvas, machines, x, y - 6));
        }
    }

    /// <summary>An item of any kind.</summary>
    /// <param name="offset">From its left edge to its words.</param>
    /// <param name="words">What it means.</param>
    /// <param name="draw">Draws the sign at its place.</param>
    public void Item(double offset, string words, Action<double, double> draw)
    {
        double width = offset + SvgText.Width(words, TextSize);
        if (_x > SvgLayout.Margin && _x + width > SvgLayout.Margin + layout.InnerWidth)
        {
            _x = SvgLayout.Margin;
            _y += RowHeight;
        }

        draw(_x, _y);
        canvas.Text(_x + offset, _y + 20, words, TextSize);
        _x += width + ItemGap;
    }

    private void Cpu(CoreCpu[] cpus, Func<CoreCpu, bool> isSuch, Func<CoreCpu, string> words)
    {
        if (cpus.FirstOrDefault(isSuch) is { } cpu)
        {
            Item(SvgLayout.CellWidth + 6, words(cpu), (x, y) => SvgCells.Cell(canvas, machines, cpu, x, y));
        }
    }
}
