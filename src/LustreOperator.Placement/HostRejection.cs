namespace LustreOperator.Placement;

/// <summary>Why a host cannot carry a machine.</summary>
/// <param name="Host">Name of the KvmHost.</param>
/// <param name="Kind">The reason for programs.</param>
/// <param name="Text">The reason for people, with the host as its subject: <c>is cordoned</c>.</param>
public sealed record HostRejection(string Host, HostRejectionKind Kind, string Text)
{
    /// <summary>True: it could not carry the machine if it were empty either. Only of what machines hold: devices, CPUs and memory.</summary>
    public bool IsTooSmall { get; init; }

    /// <summary>The machines that have what lacks, by name; empty when nobody holds it.</summary>
    public IReadOnlyList<ResourceHolder> Holders { get; init; } = [];
}

/// <summary>Why a host cannot carry a machine, in the order in which it is looked at.</summary>
public enum HostRejectionKind
{
    /// <summary>The cluster's host selector does not take it.</summary>
    NotSelected,

    /// <summary><c>KvmHost.spec.fenced</c>.</summary>
    Fenced,

    /// <summary><c>KvmHost.spec.unschedulable</c>, or it is being deleted.</summary>
    Cordoned,

    /// <summary>Its agent has not reported NUMA nodes and CPUs yet, they cannot be read, or there is no such KvmHost.</summary>
    NoInventory,

    /// <summary>Another KvmHost has the same libvirt host UUID.</summary>
    DuplicateHostUuid,

    /// <summary>Its condition Ready is not True, or its condition HostReachable is there and not True.</summary>
    NotReady,

    /// <summary>It does not have the volumes that the machine's disks name.</summary>
    Volumes,

    /// <summary><c>maxPerHost</c> of the machine's group is reached.</summary>
    MaxPerHost,

    /// <summary>Too few HCAs that match.</summary>
    Devices,

    /// <summary>Too few CPUs.</summary>
    Cpus,

    /// <summary>Too little memory, or too few huge pages.</summary>
    Memory,
}
