namespace LustreOperator.Placement;

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
