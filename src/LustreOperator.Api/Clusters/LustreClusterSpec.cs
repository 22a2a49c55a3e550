namespace LustreOperator.Api;

/// <summary>What the user wants. Written by users alone.</summary>
public sealed record LustreClusterSpec
{
    public HostsSpec Hosts { get; init => field = value ?? new(); } = new();

    public PlacementSpec Placement { get; init => field = value ?? new(); } = new();

    public DriftPolicy DriftPolicy { get; init; } = DriftPolicy.Enforce;

    public UpdatePolicy UpdatePolicy { get; init; } = UpdatePolicy.OnDelete;

    public bool Paused { get; init; }

    public IReadOnlyList<NetworkSpec> Networks { get; init => field = value ?? []; } = [];

    public IReadOnlyList<MachineGroup> Machines { get; init => field = value ?? []; } = [];

    /// <summary>Single machines that differ from their groups; <c>kubectl lustre start|stop|restart</c> writes them.</summary>
    public IReadOnlyList<MachineOverride> Overrides { get; init => field = value ?? []; } = [];
}
