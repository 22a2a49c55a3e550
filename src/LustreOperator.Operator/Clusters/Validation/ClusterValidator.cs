using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>What the CRD's schema cannot check. Finds every fault at once. Pure.</summary>
internal static class ClusterValidator
{
    /// <summary>Most machines of one cluster.</summary>
    public const int MaxMachines = 1000;

    private const long MinMemoryBytes = 16L << 20;
    private const long Mebibyte = 1L << 20;

    /// <summary>Every fault of the spec; none if it can be placed.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="taken">Names of machines in the namespace that belong to other clusters, with the cluster's name.</param>
    /// <param name="machines">Its machines.</param>
    public static IReadOnlyList<SpecFault> Validate(
        LustreCluster cluster, IReadOnlyDictionary<string, string> taken, IReadOnlyList<LustreMachine>? machines = null) =>
    [
        .. Metadata(cluster),
        .. cluster.Spec.Networks.SelectMany(Network),
        .. cluster.Spec.Machines.SelectMany(group => Group(group, cluster, machines ?? [])),
        .. DiskValidator.Overrides(cluster),
        .. Totals(cluster.Spec),
        .. Names(cluster, taken),
    ];

    private static IEnumerable<SpecFault> Metadata(LustreCluster cluster)
    {
        if (cluster.Metadata.Name.Length > ApiNames.LabelMaxLength)
        {
            yield return new(
                "metadata.name", $"must be at most {ApiNames.LabelMaxLength} characters, since it becomes a label; it has {cluster.Metadata.Name.Length}");
        }
    }

    private static IEnumerable<SpecFault> Network(NetworkSpec network)
    {
        string path = $"spec.networks[{network.Name}]";
        string[] kinds =
        [
            .. network.Hca is null ? (string[])[] : ["hca"],
            .. network.Bridge is null ? (string[])[] : ["bridge"],
            .. network.LibvirtNetwork is null ? (string[])[] : ["libvirtNetwork"],
        ];
        if (kinds.Length != 1)
        {
            yield return new(
                path, $"must have exactly one of `hca`, `bridge` and `libvirtNetwork`; it has {(kinds.Length == 0 ? "none" : string.Join(" and ", kinds))}");
        }

        if (network.Hca?.Address is { IsValue: false } address)
        {
            yield return new($"{path}.hca.address", $"`{address}` must be a PCI address such as 0000:41:00.0");
        }

        if (network.Lnet is { IsValid: false })
        {
            yield return new($"{path}.lnet", $"must be an LNet network with a number of at most 65535, such as tcp0 or o2ib1; it is {network.Lnet}");
        }
        else if (network is { Hca: null, Lnet.IsTcp: false })
        {
            yield return new($"{path}.lnet", $"must be a tcp network on a virtio NIC, such as tcp0; `{network.Lnet}` needs an `hca`");
        }
    }

    private static IEnumerable<SpecFault> Group(MachineGroup group, LustreCluster cluster, IReadOnlyList<LustreMachine> machines)
    {
        LustreClusterSpec spec = cluster.Spec;
        string path = $"spec.machines[{group.Name}]";
        for (int index = 0; index < group.Networks.Count; index++)
        {
            if (!spec.Networks.Any(network => network.Name == group.Networks[index]))
            {
                string known = spec.Networks.Count == 0 ? "there are none" : "known: " + string.Join(", ", spec.Networks.Select(network => network.Name));
                yield return new($"{path}.networks[{index}]", $"`{group.Networks[index]}` is not in spec.networks; {known}");
            }
        }

        foreach (SpecFault fault in Memory(group.Memory, path).Concat(group.Disks.SelectMany(disk => DiskValidator.Disk(cluster, group, disk, machines))))
        {
            yield return fault;
        }

        if (group.Roles.Contains(MachineRole.Router) && group.Networks.Count < 2)
        {
            yield return new($"{path}.networks", $"a Router must have at least two networks to route between; it has {group.Networks.Count}");
        }
    }

    private static IEnumerable<SpecFault> Memory(MemorySpec memory, string path)
    {
        if (!memory.Size.IsValid)
        {
            yield return new($"{path}.memory.size", $"`{memory.Size}` must be a quantity such as 512Mi or 12Gi");
            yield break;
        }

        if (memory.Size.Bytes < MinMemoryBytes)
        {
            yield return new($"{path}.memory.size", $"must be at least 16Mi; it is {memory.Size}");
        }

        if (memory.Size.Bytes % Mebibyte != 0)
        {
            yield return new($"{path}.memory.size", $"must be a multiple of 1Mi; it is {memory.Size}");
        }
        else if (memory.Hugepages is { IsValid: true, Bytes: > 0 } page && memory.Size.Bytes % page.Bytes != 0)
        {
            yield return new($"{path}.memory.size", $"must be a multiple of the huge page size {page}; it is {memory.Size}");
        }
    }

    private static IEnumerable<SpecFault> Totals(LustreClusterSpec spec)
    {
        int total = spec.Machines.Sum(group => group.Count);
        if (total > MaxMachines)
        {
            yield return new("spec.machines", $"must be at most {MaxMachines} machines in all; the counts add up to {total}");
        }
    }

    private static IEnumerable<SpecFault> Names(LustreCluster cluster, IReadOnlyDictionary<string, string> taken)
    {
        foreach (MachineGroup group in cluster.Spec.Machines)
        {
            for (int index = 0; index < group.Count; index++)
            {
                string name = MachineNames.Of(cluster.Metadata.Name, group.Name, index);
                if (taken.TryGetValue(name, out string? other))
                {
                    yield return new(
                        $"spec.machines[{group.Name}].name",
                        $"machine `{name}` would have the name of a machine of cluster `{other}`; rename the group or the cluster");
                    break;
                }
            }
        }
    }
}
