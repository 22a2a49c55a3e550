using LustreOperator.Placement;

namespace LustreOperator.Views.Drawing;

/// <summary>A CPU of the host.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Use">What it is used for.</param>
/// <param name="Machine">The machine of the picture whose own it is.</param>
/// <param name="Vcpu">The vCPU that is pinned to it; null: only threads of QEMU are.</param>
/// <param name="Holders">Every machine that holds it, as namespace/name.</param>
public sealed record CoreCpu(int Id, CpuUse Use, string? Machine, int? Vcpu, IReadOnlyList<string> Holders)
{
    /// <summary>Two machines claim it.</summary>
    public bool IsContested => Use == CpuUse.Dedicated && Holders.Count > 1;
}
