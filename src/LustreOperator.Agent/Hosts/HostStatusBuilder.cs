using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The status of the KvmHost from what libvirt says and the machines that exist. Pure.</summary>
internal static class HostStatusBuilder
{
    /// <summary>The status of a host that can be read.</summary>
    /// <param name="host">The host.</param>
    /// <param name="inventory">What it has.</param>
    /// <param name="machines">Its machines.</param>
    /// <param name="virtualFunctions">What stands in the way of virtual functions that the admin wants.</param>
    /// <param name="agentVersion">Version of this program.</param>
    /// <param name="now">The time, for transitions.</param>
    /// <param name="volumes">The volumes of Data disks; null: not looked for.</param>
    public static KvmHostStatus Build(
        KvmHost host,
        HostInventory inventory,
        IReadOnlyCollection<LustreMachine> machines,
        IReadOnlyList<MachineFault> virtualFunctions,
        string agentVersion,
        DateTimeOffset now,
        DataVolumeList? volumes = null)
    {
        HostCapabilities capabilities = inventory.Capabilities;
        IReadOnlyList<HostDevice> devices = HostDevicesBuilder.Build(host, inventory, machines);
        return new KvmHostStatus
        {
            ObservedGeneration = host.Metadata.Generation ?? 0,
            HostUuid = capabilities.HostUuid,
            HostName = capabilities.HostName,
            LibvirtVersion = capabilities.LibvirtVersion.ToString(),
            HypervisorVersion = capabilities.HypervisorVersion.ToString(),
            AgentVersion = agentVersion,
            Kvm = capabilities.KvmAvailable,
            Cpus = CpusText(host, inventory, machines),
            Hcas = HcasText(devices),
            NumaNodes = inventory.Cells.Count,
            Cells = [.. inventory.Cells.Select(cell => Cell(cell, inventory.Cells))],
            Devices = devices,
            StoragePools =
            [
                .. Foremost(inventory.StoragePools, "storagePools", pool => Named(machines, pool.Name))
                    .Select(pool => new HostStoragePool { Name = pool.Name, Active = pool.IsActive, Type = pool.Type })
            ],
            Networks =
            [
                .. Foremost(inventory.Networks, "networks", network => Named(machines, network.Name))
                    .Select(network => new HostNetwork { Name = network.Name, Active = network.IsActive, Bridge = network.Bridge })
            ],
            DataVolumes = volumes?.Volumes ?? [],
            DataVolumesTotal = volumes?.Total,
            OrphanedDomains = Orphans(inventory, machines),
            Conditions = Conditions(
                host,
                [
                    Ready(host),
                    Condition(
                        KvmHostConditionTypes.LibvirtReachable, ConditionStatus.True, KvmHostReasons.Connected,
                        $"libvirt {capabilities.LibvirtVersion} answers"),
                    Complete(inventory),
                    .. volumes is null ? (Condition[])[] : [Volumes(volumes)],
                    .. HostDeviceConditions.Of(host, inventory, virtualFunctions),
                ],
                now),
        };
    }

    /// <summary>The status while the host cannot be looked at: what was known stays, the conditions say that it may be old.</summary>
    /// <param name="host">The host.</param>
    /// <param name="reason">Why.</param>
    /// <param name="message">Why, in words.</param>
    /// <param name="now">The time, for transitions.</param>
    /// <param name="libvirtAnswers">Whether libvirt is reached all the same.</param>
    public static KvmHostStatus Unavailable(KvmHost host, string reason, string message, DateTimeOffset now, bool libvirtAnswers = false)
    {
        string[] said = libvirtAnswers ? [ConditionTypes.Ready] : [ConditionTypes.Ready, KvmHostConditionTypes.LibvirtReachable];
        KvmHostStatus before = host.Status ?? new KvmHostStatus();
        return before with
        {
            ObservedGeneration = host.Metadata.Generation ?? 0,
            Conditions = Conditions(
                host,
                [
                    .. said.Select(type => Condition(type, ConditionStatus.False, reason, message)),
                    .. before.Conditions.Where(condition => !said.Contains(condition.Type) && !StatusWriter.IsOfTheOperator(condition)),
                ],
                now),
        };
    }

    private static IReadOnlyList<Condition> Conditions(KvmHost host, IEnumerable<Condition> conditions, DateTimeOffset now) =>
        conditions.Select(condition => condition with { ObservedGeneration = host.Metadata.Generation ?? 0 })
            .WithTransitions(host.Status?.Conditions, now);

    internal static Condition Condition(string type, ConditionStatus status, string reason, string message) =>
        new() { Type = type, Status = status, Reason = reason, Message = message };

    private static Api.NumaCell Cell(Libvirt.NumaCell cell, IEnumerable<Libvirt.NumaCell> all) => new()
    {
        Id = cell.Id,
        MemoryKiB = cell.MemoryKiB,
        Distances = cell.Distances.Count == 0 ? []
            : [.. all.Select(other => cell.Distances.FirstOrDefault(distance => distance.CellId == other.Id).Value)],
        Cpus = [.. cell.Cpus.Where(cpu => cpu.SocketId is not null).Select(cpu => new Api.HostCpu
        {
            Id = cpu.Id,
            Socket = cpu.SocketId ?? 0,
            Core = cpu.CoreId ?? 0,
            Siblings = cpu.Siblings,
        })],

        // The smallest pages are the normal ones; the rest are huge.
        Hugepages = [.. cell.Pages.OrderBy(pool => pool.SizeKiB).Skip(1).Select(pool => new HugepagePool { SizeKiB = pool.SizeKiB, Total = pool.Total })],
    };

    private static string CpusText(KvmHost host, HostInventory inventory, IEnumerable<LustreMachine> machines)
    {
        CpuSet usable = inventory.Capabilities.Cpus.Except(host.Spec.Cpus.Reserved?.Value ?? []);
        CpuSet dedicated = CpuSet.From(machines.SelectMany(machine => MachineHolding.Of(machine).Dedicated));
        return $"{usable.Except(dedicated).Count}/{usable.Count}";
    }

    /// <summary>Most parts that a message names; the rest are counted.</summary>
    private const int MaxNamed = 10;

    private static Condition Complete(HostInventory inventory)
    {
        IReadOnlyList<UnreadablePart> parts = inventory.Unreadable;
        return parts.Count == 0
            ? Condition(KvmHostConditionTypes.InventoryComplete, ConditionStatus.True, ConditionReasons.InSync, "all that libvirt lists can be read")
            : Condition(
                KvmHostConditionTypes.InventoryComplete,
                ConditionStatus.False,
                KvmHostReasons.PartsUnreadable,
                $"left out, because libvirt's description of it cannot be read: {string.Join("; ", parts.Take(MaxNamed))}"
                    + (parts.Count > MaxNamed ? $"; and {parts.Count - MaxNamed} more" : ""));
    }

    // Of a list that the status has no room for, those that machines name come first.
    private static IEnumerable<T> Foremost<T>(IReadOnlyList<T> items, string list, Func<T, bool> isNeeded) =>
        items.Count <= StatusLimits.KvmHost.MaximumOf(list) ? items : items.OrderByDescending(isNeeded);

    private static bool Named(IReadOnlyCollection<LustreMachine> machines, string name) => machines.Any(machine =>
        machine.Spec.Disks.Any(disk => disk.Pool == name || disk.Base?.Pool == name) || machine.Spec.Networks.Any(network => network.LibvirtNetwork == name));

    // What a pattern cannot check: a range that runs backwards, a number beyond any CPU.
    private static Condition Ready(KvmHost host)
    {
        if (host.Unreadable is { } unreadable)
        {
            return Condition(
                ConditionTypes.Ready, ConditionStatus.False, ConditionReasons.Unreadable,
                $"the machines here are served, and no new ones are placed: {unreadable}");
        }

        string[] faults =
        [
            .. host.Spec.Cpus.Reserved is { IsValue: false } reserved ? [$"spec.cpus.reserved: `{reserved}` must be a list such as 0-3,8"] : (string[])[],
            .. host.Spec.Cpus.Shared is { IsValue: false } shared ? [$"spec.cpus.shared: `{shared}` must be a list such as 0-3,8"] : (string[])[],
        ];
        return faults.Length == 0
            ? Condition(ConditionTypes.Ready, ConditionStatus.True, KvmHostReasons.AgentServing, "the agent serves the host")
            : Condition(ConditionTypes.Ready, ConditionStatus.False, ConditionReasons.InvalidSpec, string.Join("; ", faults));
    }

    private static Condition Volumes(DataVolumeList volumes) => volumes.Fault is { } fault
        ? Condition(ConditionTypes.VolumesReady, ConditionStatus.False, fault.Reason, fault.Message)
        : Condition(
            ConditionTypes.VolumesReady,
            ConditionStatus.True,
            ConditionReasons.VolumesFound,
            volumes.Total <= volumes.Volumes.Count ? "all volumes of Data disks are listed" : $"{volumes.Volumes.Count} of {volumes.Total} volumes of Data disks are listed");

    private static string HcasText(IReadOnlyList<HostDevice> devices)
    {
        // As placement counts: an IOMMU group is given as a whole, so its other functions, which are parked, are not free.
        HashSet<int?> heldGroups = [.. devices.Where(device => device.Holder is not null && device.IommuGroup is not null).Select(device => device.IommuGroup)];
        HostDevice[] offered = [.. devices.Where(device => device.Offered)];
        return $"{offered.Count(device => device.Holder is null && !heldGroups.Contains(device.IommuGroup))}/{offered.Length}";
    }

    private static IReadOnlyList<string> Orphans(HostInventory inventory, IEnumerable<LustreMachine> machines)
    {
        HashSet<string> known = [.. machines.Select(machine => machine.Metadata.Uid!)
            .Concat(machines.Select(machine => machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.AdoptAnnotation)).OfType<string>())];
        return [.. inventory.Domains.Where(domain => domain.OwnerUid is { } owner && !known.Contains(owner)).Select(domain => domain.Name)];
    }
}
