namespace LustreOperator.Api;

/// <summary>A number of machines that are alike.</summary>
public sealed record MachineGroup
{
    public string Name { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<MachineRole> Roles { get; init => field = value ?? []; } = [];

    public int Count { get; init; } = 1;

    /// <summary>At most so many machines of the group on one host; null: no limit.</summary>
    public int? MaxPerHost { get; init; }

    public CpuSpec Cpu { get; init => field = value ?? new(); } = new();

    public MemorySpec Memory { get; init => field = value ?? new(); } = new();

    /// <summary>Names of spec.networks, in the order in which the guest sees them.</summary>
    public IReadOnlyList<string> Networks { get; init => field = value ?? []; } = [];

    public IReadOnlyList<DiskSpec> Disks { get; init => field = value ?? []; } = [];

    public PowerState PowerState { get; init; } = PowerState.Running;

    public RestartPolicy RestartPolicy { get; init; } = RestartPolicy.Always;

    /// <summary>Seconds a guest has to shut down before it is forced off; 0 forces at once.</summary>
    public int ShutdownGraceSeconds { get; init; } = 60;

    /// <summary>Whether its machines serve targets.</summary>
    public bool IsServer() => Roles.Any(role => role is MachineRole.MGS or MachineRole.MDS or MachineRole.OSS);

    /// <summary>
    /// The failover partner: the index of the machine that takes over the targets of the one with <paramref name="index"/>, and gives it its own. 2k and
    /// 2k+1 are partners; null for the last of an odd number, and for machines that serve none.
    /// </summary>
    public int? PartnerOf(int index) => IsServer() && (index ^ 1) < Count ? index ^ 1 : null;
}
