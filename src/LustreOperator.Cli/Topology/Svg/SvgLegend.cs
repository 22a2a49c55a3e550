using LustreOperator.Placement;

namespace LustreOperator.Cli.Topology;

/// <summary>What the signs of the picture mean; only those that are in it.</summary>
internal sealed class SvgLegend(TopologyModel model, SvgCanvas canvas, SvgMachines machines, SvgLayout layout, SvgChips chips, IReadOnlyList<SvgBus> buses)
{
    private const double TextSize = 11;
    private const double ItemGap = 20;
    private const double RowHeight = 54;

    private double _x = SvgLayout.Margin;
    private double _y;

    /// <summary>Draws it and returns the y below it.</summary>
    public double Draw(double y)
    {
        _y = y + 8;
        TopologyCpu[] cpus = [.. model.Hosts.SelectMany(host => host.Nodes).SelectMany(node => node.Cores).SelectMany(core => core.Cpus)];
        Cpu(
            cpus, cpu => cpu is { Machine: not null, Vcpu: not null, IsContested: false }, cpu => $"host CPU {cpu.Id}: vCPU {cpu.Vcpu} of machine {machines[cpu.Machine!].Mark}");
        Cpu(cpus, cpu => cpu is { Machine: not null, Vcpu: null, IsContested: false }, _ => "QEMU's own threads");
        Cpu(cpus, cpu => cpu.Use == CpuUse.Free, _ => "free CPU");
        Cpu(cpus, cpu => cpu.Use == CpuUse.Shared, _ => "shared by machines");
        Cpu(cpus, cpu => cpu.Use == CpuUse.Reserved, _ => "the host's own");
        Cpu(cpus, cpu => cpu is { Use: CpuUse.Dedicated, Machine: null }, _ => "another cluster's");
        Cpu(cpus, cpu => cpu.IsContested, _ => "claimed twice");
        SvgChip[] all = [.. model.Hosts.SelectMany(host => host.Nodes.SelectMany(node => chips.Of(host, node)).Concat(chips.OfOthers(host)))];
        Chip(all, chip => chip is { Machine: not null, IsVirtual: false }, "PCI function: address, machine and network, fabric");
        Chip(all, chip => chip.IsVirtual, "virtio NIC");
        if (all.Any(chip => chip is { Machine: null, Bus: not null }))
        {
            const string words = "cabled, not this cluster's";
            Next(20 + SvgText.Width(words, TextSize));
            canvas.Circle(_x + 7, _y + 16, 4.5, new SvgPaint("#ffffff", SvgPaint.Edge, 1.2));
            Words(20, words);
        }

        foreach (SvgBus bus in buses.Where(bus => all.Any(chip => chip.Bus == bus)).DistinctBy(bus => bus.Kind))
        {
            Next(40 + 6 + SvgText.Width(bus.Kind, TextSize));
            bus.Draw(canvas, _x, _y + 16, _x + 40, _y + 16);
            Words(46, bus.Kind);
        }

        return _y + (_x > SvgLayout.Margin ? RowHeight : 0);
    }

    private void Cpu(TopologyCpu[] cpus, Func<TopologyCpu, bool> isSuch, Func<TopologyCpu, string> words)
    {
        if (cpus.FirstOrDefault(isSuch) is { } cpu)
        {
            Next(SvgLayout.CellWidth + 6 + SvgText.Width(words(cpu), TextSize));
            SvgCells.Cell(canvas, machines, cpu, _x, _y);
            Words(SvgLayout.CellWidth + 6, words(cpu));
        }
    }

    private void Chip(SvgChip[] all, Func<SvgChip, bool> isSuch, string words)
    {
        if (all.FirstOrDefault(isSuch) is { } chip)
        {
            Next(SvgLayout.ChipWidth + 6 + SvgText.Width(words, TextSize));
            SvgChips.Draw(canvas, machines, chip, _x, _y - 6);
            Words(SvgLayout.ChipWidth + 6, words);
        }
    }

    // Begins a new line when the item has no room in this one.
    private void Next(double width)
    {
        if (_x > SvgLayout.Margin && _x + width > SvgLayout.Margin + layout.InnerWidth)
        {
            _x = SvgLayout.Margin;
            _y += RowHeight;
        }
    }

    private void Words(double offset, string words)
    {
        canvas.Text(_x + offset, _y + 20, words, TextSize);
        _x += offset + SvgText.Width(words, TextSize) + ItemGap;
    }
}
