using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What somebody changed at the machine's domain that is left as it is and told. Pure.</summary>
internal static class HandChanges
{
    /// <summary>What is left of the domain as somebody made it, but for moved disks.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="needed">Its domain as it should be.</param>
    /// <param name="domain">Its domain as it is.</param>
    public static IReadOnlyList<DomainDifference> Of(LustreMachine machine, DomainDefinition needed, DomainSnapshot domain) =>
        [.. Name(machine, domain), .. Devices(needed, domain), .. domain.Live is { } live ? Resources(live) : []];

    /// <summary>The disks that somebody moved.</summary>
    public static IReadOnlyList<DomainDifference> Disks(MachineObservation observed, IEnumerable<MachineDisk> disks) =>
    [
        .. from disk in disks
           where disk.IsAmiss
           select new MovedDiskDifference(disk.Spec.Name, MachineDisks.Own(observed, disk.Spec), disk.Place == DiskPlace.Gone ? null : disk.Source)
           {
               LeftAlone = MachineReasons.DiskMoved,
           },
    ];

    /// <summary>Whether a device is somebody else's doing: ours carry our alias, or are wanted.</summary>
    public static bool IsForeign(DomainDevice device) => device switch
    {
        DomainDisk disk => !MachineDisks.IsOurs(disk),
        _ => device.Alias?.StartsWith(DomainTemplate.NetworkAlias, StringComparison.Ordinal) != true
            && device.Alias?.StartsWith(DomainTemplate.FunctionAlias, StringComparison.Ordinal) != true,
    };

    private static IEnumerable<DomainDifference> Name(LustreMachine machine, DomainSnapshot domain)
    {
        string made = DomainTemplate.DomainName(machine);
        return domain.Identity.Name == made ? [] : [new NameDifference(made, domain.Identity.Name) { LeftAlone = MachineReasons.DomainRenamed }];
    }

    private static IEnumerable<DomainDifference> Devices(DomainDefinition needed, DomainSnapshot domain)
    {
        HashSet<string> wanted = [.. DeviceComparison.All(needed).Select(device => device.Key)];
        DomainDescription[] both = [.. new[] { domain.Live, domain.Inactive }.OfType<DomainDescription>()];
        return both
            .SelectMany(description => DeviceComparison.All(description.Definition)
                .Where(device => IsForeign(device) && !wanted.Contains(device.Key))
                .Select(DomainDifference (DomainDevice device) => new DeviceDifference(Wanted: null, device))
                .Concat(description.ForeignDevices.Select(name => new ForeignDeviceDifference(name))))
            .DistinctBy(difference => difference.Text)
            .Select(difference => difference with { LeftAlone = MachineReasons.DeviceOfOthers });
    }

    private static IEnumerable<DomainDifference> Resources(DomainDescription live)
    {
        if (live.OnlineVCpus is { } online && online != live.Definition.VCpus)
        {
            yield return new PluggedVcpusDifference(live.Definition.VCpus, online) { LeftAlone = MachineReasons.VcpusUnplugged };
        }

        if (live.CurrentMemoryKiB is { } memory && memory != live.Definition.MemoryKiB)
        {
            yield return new BalloonDifference(live.Definition.MemoryKiB, memory) { LeftAlone = MachineReasons.MemoryBallooned };
        }
    }
}
