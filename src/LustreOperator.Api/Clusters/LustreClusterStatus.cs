namespace LustreOperator.Api;

/// <summary>Written by the operator alone.</summary>
public sealed record LustreClusterStatus
{
    public long ObservedGeneration { get; init; }

    /// <summary>Placed of wanted machines, for people, such as 4/4.</summary>
    public string? Placed { get; init; }

    /// <summary>Running of machines that should run.</summary>
    public string? Running { get; init; }

    /// <summary>Machines that are as wanted, of all.</summary>
    public string? InSync { get; init; }

    /// <summary>Names of the hosts that carry machines, sorted, comma separated.</summary>
    public string? Hosts { get; init; }

    /// <summary>Number of PCI functions given to the cluster.</summary>
    public int Hcas { get; init; }

    /// <summary>Null while the spec has faults, or when no network has LNet on it.</summary>
    public LnetStatus? Lnet { get; init; }

    public MachineCounts Machines { get; init => field = value ?? new(); } = new();

    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}
