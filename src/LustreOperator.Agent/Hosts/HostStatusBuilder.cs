using System.Collections.Immutable;
using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The status of the KvmHost from what libvirt says and the machines that exist. Pure.</summary>
internal static class HostStatusBuilder
{
    /// <summary>The CRD's maximum of status.devices.</summary>
    private const int MaxDevices = 1024;

    public static KvmHostStatus Build(
        KvmHost host, HostInventory inventory, IReadOnlyCollection<LustreMachine> machines, string agentVersion, DateTimeOffset now)
    {
        HostCapabilities capabilities = inventory.Capabilities;
        IReadOnlyList<HostDevice> devices =
        [
            // Those that machines may have come first: a host full of virtual functions has more than a status holds.
            .. inventory.PciDevices.Where(device => !device.IsBridge).Select(device => Device(host, device))
                .OrderByDescending(device => device.Offered).ThenBy(device => device.Address, StringComparer.Ordinal).Take(MaxDevices),
        ];
        return new KvmHostStatus
        {
            ObservedGeneration = host.Metadata.Generation ?? 0,
            HostUuid = capabilities.HostUuid?.ToString(),
            HostName = capabilities.HostName,
            LibvirtVersion = capabilities.LibvirtVersion.ToString(),
            HypervisorVersion = capabilities.HypervisorVersion.ToString(),
            AgentVersion = agentVersion,
            Kvm = capabilities.KvmAvailable,
            Cpus = CpusText(host, inventory, machines),
            Hcas = HcasText(devices, machines),
            NumaNodes = inventory.Cells.Count,
            Cells = [.. inventory.Cells.Select(Cell)],
            Devices = devices,
            StoragePools = [.. inventory.StoragePools.Select(pool => new HostStoragePool { Name = pool.Name, Active = pool.IsActive })],
            Networks = [.. inventory.Networks.Select(network => new HostNetwork { Name = network.Name, Active = network.IsActive, Bridge = network.Bridge })],
            OrphanedDomains = Orphans(inventory, machines),
            Conditions = Conditions(host,
                Ready(host),
                Condition(ConditionTypes.LibvirtReachable, ConditionStatus.True, ConditionReasons.Connected, $"libvirt {capabilities.LibvirtVersion} answers"),
                now),
        };
    }

    /// <summary>The status while libvirt does not answer, or is another host's: what was known stays, the conditions say that it may be old.</summary>
    public static KvmHostStatus Unavailable(KvmHost host, string reason, string message, DateTimeOffset now)
    {
        KvmHostStatus before = host.Status ?? new KvmHostStatus();
        return before with
        {
            ObservedGeneration = host.Metadata.Generation ?? 0,
            Conditions = Conditions(host,
                Condition(ConditionTypes.Ready, ConditionStatus.False, reason, message),
                Condition(ConditionTypes.LibvirtReachable, ConditionStatus.False, reason, message),
                now),
        };
    }

    private static IReadOnlyList<Condition> Conditions(KvmHost host, Condition ready, Condition libvirt, DateTimeOffset now) =>
        new[] { ready, libvirt }.Select(condition => condition with { ObservedGeneration = host.Metadata.Generation ?? 0 })
            .WithTransitions(host.Status?.Conditions, now);

    private static Condition Condition(string type, ConditionStatus status, string reason, string message) =>
        new() { Type = type, Status = status, Reason = reason, Message = message };

    private static Api.NumaCell Cell(Libvirt.NumaCell cell) => new()
    {
        Id = cell.Id,
        MemoryKiB = cell.MemoryKiB,
        Cpus = [.. cell.Cpus.Where(cpu => cpu.SocketId is not null).Select(cpu => new Api.HostCpu
        {
            Id = cpu.Id,
            Socket = cpu.SocketId ?? 0,
            Core = cpu.CoreId ?? 0,
            Siblings = CpuList.Format(cpu.Siblings),
        })],

        // The smallest pages are the normal ones; the rest are huge.
        Hugepages = [.. cell.Pages.OrderBy(pool => pool.SizeKiB).Skip(1).Select(pool => new HugepagePool { SizeKiB = pool.SizeKiB, Total = pool.Total })],
    };

    // An agent that only has a connection URI cannot see what the host itself uses: the admin's list is the word.
    private static HostDevice Device(KvmHost host, PciDevice device)
    {
        HostDeviceSpec? listed = host.Spec.Devices.FirstOrDefault(spec => spec.Address == device.Address.ToString());
        string? reason = listed is null ? "not listed in KvmHost.spec.devices"
            : device.IommuGroup is null ? "the host has no IOMMU group for it: enable the IOMMU in firmware and kernel (intel_iommu=on or amd_iommu=on)"
            : device.VirtualFunctions.Count > 0 ? "it has SR-IOV virtual functions"
            : null;
        return new HostDevice
        {
            Address = device.Address.ToString(),
            Vendor = device.VendorId.ToString("x4", CultureInfo.InvariantCulture),
            Product = device.ProductId.ToString("x4", CultureInfo.InvariantCulture),
            VendorName = device.VendorName.Length > 0 ? device.VendorName : null,
            ProductName = device.ProductName.Length > 0 ? device.ProductName : null,
            Class = device.ClassCode.ToString("x6", CultureInfo.InvariantCulture),
            NumaNode = device.NumaNode,
            IommuGroup = device.IommuGroup?.Number,
            Fabric = listed?.Fabric,
            VirtualFunction = device.PhysicalFunction is not null,
            Offered = reason is null,
            Reason = reason,
        };
    }

    private static string CpusText(KvmHost host, HostInventory inventory, IEnumerable<LustreMachine> machines)
    {
        int[] usable = [.. inventory.Capabilities.Cpus.Except(Cpus(host.Spec.Cpus.Reserved))];
        HashSet<int> dedicated = [.. machines.Where(machine => machine.Spec.Cpu.Pinning == CpuPinning.Dedicated)
            .SelectMany(machine => machine.Spec.Cpu.VcpuPins.SelectMany(pin => Cpus(pin.Cpus)).Concat(Cpus(machine.Spec.Cpu.EmulatorCpus)))];
        return $"{usable.Count(cpu => !dedicated.Contains(cpu))}/{usable.Length}";
    }

    private static ImmutableSortedSet<int> Cpus(string? list) => CpuList.TryParse(list, out ImmutableSortedSet<int> cpus) ? cpus : [];

    // What a pattern cannot check: a range that runs backwards, a number beyond any CPU.
    private static Condition Ready(KvmHost host)
    {
        string[] faults =
        [
            .. CpuList.TryParse(host.Spec.Cpus.Reserved, out _) ? (string[])[] : [$"spec.cpus.reserved: `{host.Spec.Cpus.Reserved}` must be a list such as 0-3,8"],
            .. CpuList.TryParse(host.Spec.Cpus.Shared, out _) ? (string[])[] : [$"spec.cpus.shared: `{host.Spec.Cpus.Shared}` must be a list such as 0-3,8"],
        ];
        return faults.Length == 0
            ? Condition(ConditionTypes.Ready, ConditionStatus.True, ConditionReasons.AgentServing, "the agent serves the host")
            : Condition(ConditionTypes.Ready, ConditionStatus.False, ConditionReasons.InvalidSpec, string.Join("; ", faults));
    }

    private static string HcasText(IReadOnlyList<HostDevice> devices, IEnumerable<LustreMachine> machines)
    {
        HashSet<string> taken = [.. machines.SelectMany(machine => machine.Spec.Networks).Select(network => network.Device).OfType<string>()];
        HostDevice[] offered = [.. devices.Where(device => device.Offered)];
        return $"{offered.Count(device => !taken.Contains(device.Address))}/{offered.Length}";
    }

    private static IReadOnlyList<string> Orphans(HostInventory inventory, IEnumerable<LustreMachine> machines)
    {
        HashSet<string> known = [.. machines.Select(machine => machine.Metadata.Uid!)
            .Concat(machines.Select(machine => machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.AdoptAnnotation)).OfType<string>())];
        return [.. inventory.Domains.Where(domain => domain.OwnerUid is { } owner && !known.Contains(owner)).Select(domain => domain.Name)];
    }
}
