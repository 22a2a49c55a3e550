namespace LustreOperator.Api;

/// <summary>Group, version, labels, annotations and other names that appear on the wire.</summary>
public static class ApiNames
{
    public const string Group = "lustre-operator.dev";
    public const string Version = "v1alpha1";
    public const string ApiVersion = Group + "/" + Version;

    /// <summary>On a machine: the KvmHost it is placed on. Agents find their machines by it.</summary>
    public const string HostLabel = Group + "/host";

    /// <summary>On a machine: its LustreCluster.</summary>
    public const string ClusterLabel = Group + "/cluster";

    /// <summary>On a machine: its machine group in the cluster.</summary>
    public const string GroupLabel = Group + "/group";

    /// <summary>On a machine: the UID of the earlier object whose domain it takes over (a restored backup).</summary>
    public const string AdoptAnnotation = Group + "/adopt-domain-of";

    /// <summary>
    /// On a machine: where disks are that somebody moved from their volumes, as NAME=SOURCE, several separated by commas: the user says that it is right
    /// so. With the disk's own volume as the source (POOL/VOLUME) it says that what it was moved to is given up.
    /// </summary>
    public const string DiskSourceAnnotation = Group + "/disk-source";

    /// <summary>
    /// On a machine: <c>true</c> once all machines of its cluster existed together. One that was never admitted may be taken back
    /// when the rest of its cluster does not fit after all.
    /// </summary>
    public const string AdmittedAnnotation = Group + "/admitted";

    /// <summary>On a machine: hash of the part of the template that its placement was made for.</summary>
    public const string PlacedForAnnotation = Group + "/placed-for";

    /// <summary>On a machine: keeps the object until its host has released it.</summary>
    public const string MachineFinalizer = Group + "/release";

    /// <summary>On a cluster: keeps the object until its machines are gone.</summary>
    public const string ClusterFinalizer = Group + "/machines";

    /// <summary>On a KvmHost that has had machines: keeps the object until none is placed on it.</summary>
    public const string HostFinalizer = Group + "/placed-machines";

    /// <summary>Field manager of the operator.</summary>
    public const string OperatorManager = "lustre-operator";

    /// <summary>Field manager of the agents.</summary>
    public const string AgentManager = "lustre-agent";

    /// <summary>Namespace of the operator, the agents' service accounts and the Leases, unless configured.</summary>
    public const string SystemNamespace = "lustre-operator";

    /// <summary>Longest value of a label, and so of the names that become one (RFC 1123 label).</summary>
    public const int LabelMaxLength = 63;

    /// <summary>Name of a host's Lease in the system namespace.</summary>
    public static string HostLease(string hostName) => "kvmhost-" + hostName;
}
