using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The status of a machine from what was read back, never from what was done. Pure.</summary>
internal static class MachineStatusBuilder
{
    /// <summary>The CRD's maximum of status.drift; the conditions name the rest.</summary>
    internal const int MaxDrift = 64;

    /// <summary>The status of a machine that can be read.</summary>
    /// <param name="observed">What is now.</param>
    /// <param name="fault">What stood in the way, if anything.</param>
    /// <param name="host">What the host has.</param>
    /// <param name="now">The time, for transitions.</param>
    public static LustreMachineStatus Build(
        MachineObservation observed, MachineFault? fault, HostInventory host, DateTimeOffset now)
    {
        LustreMachine machine = observed.Machine;
        LustreMachineStatus? before = machine.Status;
        DomainSnapshot? domain = observed.OwnsDomain ? observed.Domain : null;
        DomainDefinition? live = domain?.Live?.Definition;
        IReadOnlyList<DomainDifference> differences = MachinePlanner.Differences(observed);
        Locality? locality = live is null ? null : Locality.Of(live, domain!.VcpuAffinity, host);
        int pinned = domain is null || live is null ? 0 : machine.Spec.Cpu.Count - differences.Count(IsVcpuPin) - MissingVcpus(machine, domain.Live!.OnlineVCpus ?? live.VCpus);
        string[] wantedDevices = [.. machine.Spec.DeviceAddresses()];
        string[] devices = [.. (live?.HostDevices.Select(device => device.Address.ToString()) ?? []).Order(StringComparer.Ordinal)];
        if (devices.Length > StatusLimits.LustreMachine.MaximumOf("devices"))
        {
            devices = [.. devices.OrderByDescending(wantedDevices.Contains)];
        }

        var status = new LustreMachineStatus
        {
            ObservedGeneration = fault is null || before is null ? machine.Metadata.Generation ?? 0 : before.ObservedGeneration,
            Domain = domain is null ? null : DomainStatusOf(domain, machine.Spec.Cpu.Pinning),
            Numa = locality?.Nodes,
            Pins = live is null ? $"0/{machine.Spec.Cpu.Count}" : $"{Math.Max(0, pinned)}/{machine.Spec.Cpu.Count}",
            Hcas = $"{devices.Count(wantedDevices.Contains)}/{wantedDevices.Length}",
            VcpuPins = [.. (domain?.VcpuAffinity ?? []).Select(vcpu => new Api.VcpuPin { Vcpu = vcpu.VCpu, Cpus = Format(vcpu.Cpus) })],
            EmulatorCpus = live?.EmulatorPin is { } emulator ? Format(emulator) : null,
            Devices = devices,
            ParkedDevices = [.. (observed.Existing?.Owner?.Parked ?? []).Select(address => address.ToString())],
            Volumes = [.. Volumes(observed).Select(volume => $"{volume.Pool}/{volume.Volume}").Distinct().Order(StringComparer.Ordinal)],
            LocalityPercent = locality?.Percent,
            RunningSince = RunningSince(machine, domain, now),
            RestartedAt = live?.Owner?.Restart is { } restart && restart == DomainTemplate.Restart(machine.Spec) ? machine.Spec.RestartedAt : before?.RestartedAt,
            MovedDisks = [.. Moved(observed)],
            Drift = [.. differences.Take(MaxDrift).Select(difference => Entry(difference, before, now))],
        };
        return status with { Conditions = MachineConditions.Of(observed, status, fault, differences).WithTransitions(before?.Conditions, now) };
    }

    /// <summary>The status when libvirt does not answer: what was known stays, Ready says that nobody knows.</summary>
    public static LustreMachineStatus Unreadable(LustreMachine machine, MachineFault fault, DateTimeOffset now)
    {
        LustreMachineStatus before = machine.Status ?? new LustreMachineStatus();
        var ready = new Condition
        {
            Type = ConditionTypes.Ready,
            Status = ConditionStatus.Unknown,
            Reason = fault.Reason,
            Message = fault.Message,
            ObservedGeneration = before.ObservedGeneration,
        };
        return before with
        {
            Conditions = new[] { ready }
                .Concat(before.Conditions.Where(condition => condition.Type is not (ConditionTypes.Ready or ConditionTypes.HostReachable)))
                .WithTransitions(before.Conditions, now),
        };
    }

    // In a pool that cannot be looked at they are as they were last seen.
    private static IEnumerable<VolumeSource> Volumes(MachineObservation observed) =>
        observed.Volumes.Select(volume => new VolumeSource(volume.Pool, volume.Name))
            .Concat(VolumeNames.Reported(observed.Machine).Where(volume => observed.Storage.Faults.ContainsKey(volume.Pool)));

    private static DomainStatus DomainStatusOf(DomainSnapshot domain, CpuPinning pinning)
    {
        DomainDescription description = (domain.Live ?? domain.Inactive)!;
        DomainDefinition? live = domain.Live?.Definition;
        return new DomainStatus
        {
            Name = domain.Identity.Name,
            Uuid = domain.Identity.Uuid.ToString(),
            State = StateText(domain.State),
            MachineType = description.Machine,
            Type = description.Definition.Type == DomainType.Kvm ? "kvm" : "qemu",
            HeldCpus = live is null || pinning != CpuPinning.Dedicated ? null : CpuList.Format(live.VcpuPins.SelectMany(pin => pin.Cpus).Union(live.EmulatorPin ?? CpuSet.Empty)),
            Memory = live is null ? null : Quantity.FormatKiB(live.MemoryKiB),
            Vcpus = live?.VCpus,
        };
    }

    // While it runs, or is off by itself, restart policies need to know that it ran; wanted Off clears it.
    private static DateTimeOffset? RunningSince(LustreMachine machine, DomainSnapshot? domain, DateTimeOffset now) =>
        machine.Spec.PowerState == PowerState.Off ? null
        : machine.Status?.RunningSince ?? (domain?.State == DomainState.Running ? now.ToWholeSeconds() : null);

    private static DriftEntry Entry(DomainDifference difference, LustreMachineStatus? before, DateTimeOffset now) => new()
    {
        Field = difference.Field,
        Desired = difference.Desired,
        Actual = difference.Actual,
        Since = before?.Drift.FirstOrDefault(entry => entry.Field == difference.Field)?.Since ?? now.ToWholeSeconds(),
    };

    // What is known of one whose domain is gone, or that left the spec, stays known: its volume must not go for it.
    private static IEnumerable<MovedDisk> Moved(MachineObservation observed)
    {
        IReadOnlyList<MachineDisk> disks = observed.Disks;
        return disks.Where(disk => disk.Place is DiskPlace.Moved or DiskPlace.Gone)
            .Select(disk => new MovedDisk { Name = disk.Spec.Name, Source = disk.Source! })
            .Concat((observed.Machine.Status?.MovedDisks ?? []).Where(before => disks.All(disk => disk.Spec.Name != before.Name)))
            .OrderBy(disk => disk.Name, StringComparer.Ordinal);
    }

    private static bool IsVcpuPin(DomainDifference difference) => difference.IsPin && difference.Field != "emulatorCpus";

    private static int MissingVcpus(LustreMachine machine, int live) => Math.Max(0, machine.Spec.Cpu.Count - live);

    private static string Format(CpuSet cpus) => CpuList.Format(cpus);

    /// <summary>virsh's word for a state (virsh domstate).</summary>
    internal static string StateText(DomainState state) => state switch
    {
        DomainState.Running => "running",
        DomainState.Blocked => "idle",
        DomainState.Paused => "paused",
        DomainState.ShuttingDown => "in shutdown",
        DomainState.ShutOff => "shut off",
        DomainState.Crashed => "crashed",
        DomainState.SuspendedByGuest => "pmsuspended",
        _ => ((int)state).ToString(CultureInfo.InvariantCulture),
    };
}
