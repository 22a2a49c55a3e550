using LustreOperator.Placement;

namespace LustreOperator.Views.Drawing;

/// <summary>What the signs of a picture's CPUs mean; only those that are in it.</summary>
internal static class TextLegend
{
    public static IEnumerable<TextLine> Draw(LabMachines machines, IEnumerable<CoreCpu> all)
    {
        CoreCpu[] cpus = [.. all];
        CoreCpu? own = cpus.FirstOrDefault(cpu => cpu is { Machine: not null, Vcpu: not null });
        string[] signs =
        [
            .. own is null ? (string[])[] : [$"{machines.Find(own.Machine)!.Mark}{own.Vcpu} vCPU {own.Vcpu} of machine {machines.Find(own.Machine)!.Mark}"],
            .. cpus.Any(cpu => cpu is { Machine: not null, Vcpu: null }) ? (string[])["* QEMU's own threads"] : [],
            .. cpus.Any(cpu => cpu.Use == CpuUse.Free) ? (string[])["· free"] : [],
            .. cpus.Any(cpu => cpu.Use == CpuUse.Shared) ? (string[])["~ shared"] : [],
            .. cpus.Any(cpu => cpu.Use == CpuUse.Reserved) ? (string[])["▒ the host's own"] : [],
            .. cpus.Any(cpu => cpu is { Use: CpuUse.Dedicated, Machine: null }) ? (string[])["× another cluster's"] : [],
            .. cpus.Any(cpu => cpu.IsContested) ? (string[])["! claimed twice"] : [],
        ];
        return signs.Length == 0 ? [] : [new TextLine(string.Join("   ", signs), TextInk.Dim), new TextLine()];
    }
}
