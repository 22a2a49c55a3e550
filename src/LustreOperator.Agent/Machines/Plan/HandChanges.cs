using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What somebody changed at the machine's domain that is left as it is and told. Pure.</summary>
internal static class HandChanges
{
    public static IEnumerable<DomainDifference> Of(MachineObservation observed)
    {
        if (!observed.OwnsDomain || observed.IsDeleted)
        {
            return [];
        }

        DomainSnapshot domain = observed.Domain!;
        return
        [
            .. Disks(observed),
            .. Name(observed.Machine, domain),
            .. Devices(observed, domain),
            .. domain.Live is { } live ? Resources(live) : [],
        ];
    }

    /// <summary>Whether a device is somebody else's doing: ours carry our alias, or are wanted.</summary>
    public static bool IsForeign(DomainDevice device) => device switch
    {
        DomainDisk disk => !MachineDisks.IsOurs(disk),
        _ => device.Alias?.StartsWith(DomainTemplate.NetworkAlias, StringComparison.Ordinal) != true
            && device.Alias?.StartsWith(DomainTemplate.FunctionAlias, StringComparison.Ordinal) != true,
    };

    private static IEnumerable<DomainDifference> Disks(MachineObservation observed) =>
        from disk in observed.Disks
        where disk.IsAmiss
        select new DomainDifference(
            $"disk {disk.Spec.Name}", MachineDisks.Own(observed, disk.Spec).ToString(), disk.Place == DiskPlace.Gone ? "absent" : disk.Source!)
        {
            LeftAlone = MachineReasons.DiskMoved,
        };

    private static IEnumerable<DomainDifference> Name(LustreMachine machine, DomainSnapshot domain)
    {
        string made = DomainTemplate.DomainName(machine);
        return domain.Identity.Name == made
            ? []
            : [new DomainDifference("name", made, domain.Identity.Name) { LeftAlone = MachineReasons.DomainRenamed }];
    }

    private static IEnumerable<DomainDifference> Devices(MachineObservation observed, DomainSnapshot domain)
    {
        DomainDefinition needed = DomainTemplate.Domain(observed, VolumePlanner.Plan(observed).Ready);
        HashSet<string> wanted = [.. DeviceComparison.All(needed).Select(device => device.Key)];
        DomainDescription[] both = [.. new[] { domain.Live, domain.Inactive }.OfType<DomainDescription>()];
        return both
            .SelectMany(description => DeviceComparison.All(description.Definition)
                .Where(device => IsForeign(device) && !wanted.Contains(device.Key))
                .Select(device => device.Key)
                .Concat(description.ForeignDevices))
            .Distinct()
            .Select(key => new DomainDifference(key, "absent", "attached") { LeftAlone = MachineReasons.DeviceOfOthers });
    }

    private static IEnumerable<DomainDifference> Resources(DomainDescription live)
    {
        if (live.OnlineVCpus is { } online && online != live.Definition.VCpus)
        {
            yield return new DomainDifference("vcpus plugged in", Text(live.Definition.VCpus), Text(online))
            {
                LeftAlone = MachineReasons.VcpusUnplugged,
            };
        }

        if (live.CurrentMemoryKiB is { } memory && memory != live.Definition.MemoryKiB)
        {
            string all = Quantity.FormatKiB(live.Definition.MemoryKiB);
            yield return new DomainDifference("memory left by the balloon", all, Quantity.FormatKiB(memory))
            {
                LeftAlone = MachineReasons.MemoryBallooned,
            };
        }
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
