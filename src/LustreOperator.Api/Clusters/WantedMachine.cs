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
                   Disks = own?.Disks is { } disks ? [.. machineGroup.Disks.Select(disk => Named(disk, disks))] : machineGroup.Disks,
               },
        ];
    }

    private static DiskSpec Named(DiskSpec disk, IReadOnlyList<DiskOverride> overrides) =>
        overrides.FirstOrDefault(item => item.Name == disk.Name)?.Volume is { } volume ? disk with { Volume = volume } : disk;
}
