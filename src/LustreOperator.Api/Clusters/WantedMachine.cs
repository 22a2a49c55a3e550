namespace LustreOperator.Api;

/// <summary>A machine that a cluster's spec asks for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Group">Its group.</param>
/// <param name="Index">Its index in the group, from 0.</param>
/// <param name="PowerState">The group's, unless the spec says otherwise for this machine.</param>
/// <param name="RestartedAt">When the user last asked for a restart of this machine.</param>
public sealed record WantedMachine(string Name, MachineGroup Group, int Index, PowerState PowerState, DateTimeOffset? RestartedAt)
{
    /// <summary>The group's disks, with the volumes that the spec names for this machine.</summary>
    public IReadOnlyList<DiskSpec> Disks { get; init; } = Group.Disks;

    /// <summary>Name of its failover partner; null: it has none. See <see cref="MachineGroup.PartnerOf"/>.</summary>
    public string? Partner { get; init; }

    public static IReadOnlyList<WantedMachine> Of(LustreCluster cluster)
    {
        Dictionary<string, MachineOverride> overrides = cluster.Spec.Overrides.DistinctBy(item => item.Machine).ToDictionary(item => item.Machine);
        return
        [
            .. from machineGroup in cluster.Spec.Machines
               from index in Enumerable.Range(0, machineGroup.Count)
               let name = MachineNames.Of(cluster.Metadata.Name, machineGroup.Name, index)
               let own = overrides.GetValueOrDefault(name)
               select new WantedMachine(name, machineGroup, index, own?.PowerState ?? machineGroup.PowerState, own?.RestartedAt)
               {
                   Partner = machineGroup.PartnerOf(index) is { } partner ? MachineNames.Of(cluster.Metadata.Name, machineGroup.Name, partner) : null,
                   Disks = own?.Disks is { } disks ? [.. machineGroup.Disks.Select(disk => Named(disk, disks))] : machineGroup.Disks,
               },
        ];
    }

    /// <summary>The failover partners among them, each pair once.</summary>
    public static IEnumerable<(WantedMachine First, WantedMachine Second)> Pairs(IEnumerable<WantedMachine> machines)
    {
        Dictionary<string, WantedMachine> first = [];
        foreach (WantedMachine machine in machines.Where(machine => machine.Partner is not null))
        {
            if (first.Remove(machine.Partner!, out WantedMachine? partner))
            {
                yield return (partner, machine);
            }
            else
            {
                first[machine.Name] = machine;
            }
        }
    }

    private static DiskSpec Named(DiskSpec disk, IReadOnlyList<DiskOverride> overrides) =>
        overrides.FirstOrDefault(item => item.Name == disk.Name)?.Volume is { } volume ? disk with { Volume = volume } : disk;
}
