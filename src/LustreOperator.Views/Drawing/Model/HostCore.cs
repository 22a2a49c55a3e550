namespace LustreOperator.Views.Drawing;

/// <summary>A core with its hyperthreads.</summary>
public sealed record HostCore(IReadOnlyList<CoreCpu> Cpus);
