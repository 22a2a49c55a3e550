namespace LustreOperator.Api;

/// <summary>Written by the operator alone; a decision of placement lives here and nowhere else.</summary>
public sealed record LustreMachineSpec
{
    /// <summary>Name of the LustreCluster.</summary>
    public string Cluster { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the machine group.</summary>
    public string Group { get; init => field = value ?? ""; } = "";

    /// <summary>Index in the group, from 0.</summary>
    public int Index { get; init; }

    public IReadOnlyList<MachineRole> Roles { get; init => field = value ?? []; } = [];

    /// <summary>The roles joined by commas (a printer column cannot join).</summary>
    public string RolesText { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the KvmHost. Never changes while the object lives.</summary>
    public string Host { get; init => field = value ?? ""; } = "";

    public PowerState PowerState { get; init; } = PowerState.Off;

    public RestartPolicy RestartPolicy { get; init; } = RestartPolicy.Always;

    public DriftPolicy DriftPolicy { get; init; } = DriftPolicy.Enforce;

    public UpdatePolicy UpdatePolicy { get; init; } = UpdatePolicy.OnDelete;

    public bool Paused { get; init; }

    /// <summary>The user asked for a restart then; one that <see cref="LustreMachineStatus.RestartedAt"/> does not tell of is still to be done.</summary>
    public DateTimeOffset? RestartedAt { get; init; }

    public int ShutdownGraceSeconds { get; init; } = 60;

    public MachineCpu Cpu { get; init => field = value ?? new(); } = new();

    public MachineMemory Memory { get; init => field = value ?? new(); } = new();

    public IReadOnlyList<MachineNetwork> Networks { get; init => field = value ?? []; } = [];

    /// <summary>PCI addresses of the functions passed through, in order of networks.</summary>
    public IEnumerable<PciAddress> DeviceAddresses() => Networks.Select(network => network.Device).OfType<PciAddress>();

    public IReadOnlyList<DiskSpec> Disks { get; init => field = value ?? []; } = [];
}
