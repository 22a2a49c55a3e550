namespace LustreOperator.Api;

/// <summary>The condition types of several kinds. Those of one kind stand with it.</summary>
public static class ConditionTypes
{
    /// <summary>The summary that GitOps tools and <c>kubectl wait</c> look at.</summary>
    public const string Ready = "Ready";

    /// <summary>Cluster: deletion is going on. Host: deletion waits for the machines on it; written by the operator alone.</summary>
    public const string Deleting = "Deleting";

    /// <summary>Machine: its volumes are in their storage pools. Host: the volumes of Data disks can be listed.</summary>
    public const string VolumesReady = "VolumesReady";

    /// <summary>Host and machine: the host's agent renews its Lease. Written by the operator alone.</summary>
    public const string HostReachable = "HostReachable";

    /// <summary>
    /// Any kind: the status holds all there is. Only there when it does not: the lists that were cut to what the API server takes are in the message.
    /// </summary>
    public const string StatusComplete = "StatusComplete";

    /// <summary>Those of all kinds of ours: a condition of another type is somebody else's.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>
    {
        Ready, Deleting, VolumesReady, HostReachable, StatusComplete,
        ClusterConditionTypes.Accepted, ClusterConditionTypes.Placed, ClusterConditionTypes.UpToDate, ClusterConditionTypes.Paused,
        MachineConditionTypes.PinsInSync, MachineConditionTypes.DevicesInSync, MachineConditionTypes.ChangedByHand, MachineConditionTypes.NumaLocal,
        MachineConditionTypes.RestartRequired, MachineConditionTypes.Released,
        KvmHostConditionTypes.InventoryComplete, KvmHostConditionTypes.LibvirtReachable, KvmHostConditionTypes.HostUseVisible,
        KvmHostConditionTypes.DevicesAsListed, KvmHostConditionTypes.VirtualFunctionsReady,
    };
}
