namespace LustreOperator.Api;

/// <summary>Written by the operator alone; a decision of placement lives here and nowhere else.</summary>
public sealed record LustreMachineSpec
{
    /// <summary>Name of the LustreCluster.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>Name of the machine group.</summary>
    public string Group { get; init; } = "";

    /// <summary>Index in the group, from 0.</summary>
    public int Index { get; init; }

    public IReadOnlyList<MachineRole> Roles { get; init; } = [];

    /// <summary>The roles joined by commas (a printer column cannot join).</summary>
    public string RolesText { get; init; } = "";

    /// <summary>Name of the KvmHost. Never changes while the object lives.</summary>
    public string Host { get; init; } = "";

    public PowerState PowerState { get; init; } = PowerState.Off;

    public RestartPolicy RestartPolicy { get; init; } = RestartPolicy.Always;

    public DriftPolicy DriftPolicy { get; init; } = DriftPolicy.Enforce;

    public UpdatePolicy UpdatePolicy { get; init; } = UpdatePolicy.OnDelete;

    public bool Paused { get; init; }

    public int ShutdownGraceSeconds { get; init; } = 60;

    public MachineCpu Cpu { get; init; } = new();

    public MachineMemory Memory { get; init; } = new();

    public IReadOnlyList<MachineNetwork> Networks { get; init; } = [];

    public IReadOnlyList<DiskSpec> Disks { get; init; } = [];
}
