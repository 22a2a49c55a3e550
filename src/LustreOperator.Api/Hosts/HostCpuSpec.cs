namespace LustreOperator.Api;

public sealed record HostCpuSpec
{
    /// <summary>CPUs that no machine gets; null: none.</summary>
    public Written<CpuSet>? Reserved { get; init; }

    /// <summary>
    /// CPUs of machines with Shared pinning, never given as Dedicated. Null: a Shared machine gets every CPU that is neither
    /// reserved nor dedicated when it is placed, and those CPUs are dedicated to nobody while it is there. Empty as null.
    /// </summary>
    public Written<CpuSet>? Shared { get; init; }
}
