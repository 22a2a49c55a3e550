namespace LustreOperator.Api;

/// <summary>The condition types of the three kinds.</summary>
public static class ConditionTypes
{
    /// <summary>The summary that GitOps tools and <c>kubectl wait</c> look at.</summary>
    public const string Ready = "Ready";

    /// <summary>Cluster: the spec has no fault; False lists every fault with its field path.</summary>
    public const string Accepted = "Accepted";

    /// <summary>Cluster: every machine has a host, CPUs, memory and devices.</summary>
    public const string Placed = "Placed";

    /// <summary>Cluster: every machine object carries the present template.</summary>
    public const string UpToDate = "UpToDate";

    /// <summary>Cluster: the operator leaves the cluster's machines alone.</summary>
    public const string Paused = "Paused";

    /// <summary>Cluster: deletion is going on. Host: deletion waits for the machines on it; written by the operator alone.</summary>
    public const string Deleting = "Deleting";

    /// <summary>Machine: every vCPU and the emulator run where they should.</summary>
    public const string PinsInSync = "PinsInSync";

    /// <summary>Machine: disks, network interfaces and host devices are as wanted.</summary>
    public const string DevicesInSync = "DevicesInSync";

    /// <summary>Machine: somebody changed its domain in a way that is left alone. There only while that is so.</summary>
    public const string ChangedByHand = "ChangedByHand";

    /// <summary>Machine: its volumes are in their storage pools. Host: the volumes of Data disks can be listed.</summary>
    public const string VolumesReady = "VolumesReady";

    /// <summary>Machine: vCPUs, memory and devices are on one NUMA node.</summary>
    public const string NumaLocal = "NumaLocal";

    /// <summary>Machine: a wanted change takes effect only at the next start.</summary>
    public const string RestartRequired = "RestartRequired";

    /// <summary>Machine: the host holds nothing of the machine any more.</summary>
    public const string Released = "Released";

    /// <summary>Host and machine: the host's agent renews its Lease. Written by the operator alone.</summary>
    public const string HostReachable = "HostReachable";

    /// <summary>
    /// Any kind: the status holds all there is. Only there when it does not: the lists that were cut to what the API server takes are in the message.
    /// </summary>
    public const string StatusComplete = "StatusComplete";

    /// <summary>Host: every part that libvirt lists can be read; where False, the rest is served without those that the message names.</summary>
    public const string InventoryComplete = "InventoryComplete";

    /// <summary>Host: libvirt answers.</summary>
    public const string LibvirtReachable = "LibvirtReachable";

    /// <summary>Host: the agent sees what the host itself uses its PCI functions for. Where False, only what the admin lists is offered.</summary>
    public const string HostUseVisible = "HostUseVisible";

    /// <summary>Host: every function that KvmHost.spec.devices lists can be offered.</summary>
    public const string DevicesAsListed = "DevicesAsListed";

    /// <summary>Host: physical functions have the virtual functions that KvmHost.spec.devices asks for.</summary>
    public const string VirtualFunctionsReady = "VirtualFunctionsReady";

    /// <summary>All of the above: a condition of another type is somebody else's.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>
    {
        Ready, Accepted, Placed, UpToDate, Paused, Deleting,
        PinsInSync, DevicesInSync, ChangedByHand, VolumesReady, NumaLocal, RestartRequired, Released,
        HostReachable, StatusComplete, InventoryComplete, LibvirtReachable, HostUseVisible, DevicesAsListed, VirtualFunctionsReady,
    };
}
