using LustreOperator.Agent;
using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Planning;

/// <summary>
/// What an agent would see of a machine if its domain were exactly as the machine's present spec says: this program sees no host. Whether there is a
/// domain, and its state, is what the agent last reported. Pure.
/// </summary>
internal static class AssumedDomain
{
    /// <summary>The observation of the machine as it is.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="host">Its host; null: not known.</param>
    public static MachineObservation Of(LustreMachine machine, KvmHost? host)
    {
        LustreMachineStatus? status = machine.Status;
        DomainType type = (status?.Domain?.Type ?? (host?.Status?.Kvm == false ? "qemu" : "kvm")) == "qemu" ? DomainType.Qemu : DomainType.Kvm;
        return new MachineObservation
        {
            Machine = machine,
            DomainType = type,
            Domain = status?.Domain is { } domain ? Snapshot(machine, domain, type) : null,
            Volumes = [.. Volumes(machine)],
        };
    }

    private static DomainSnapshot Snapshot(LustreMachine machine, DomainStatus status, DomainType type)
    {
        DomainDefinition defined = DomainTemplate.Domain(machine, type, existing: null);
        Guid uuid = status.Uuid ?? defined.Uuid!.Value;
        defined = defined with { Uuid = uuid };
        bool runs = status.State != DomainState.ShutOff;

        // Of a restart that was asked for and not done yet, what runs knows nothing.
        LustreMachineSpec started = machine.Spec with { RestartedAt = machine.Status!.RestartedAt };
        DomainDefinition live = defined.Marked(defined.Mark! with { Restart = DomainTemplate.Restart(started) });
        return new DomainSnapshot
        {
            Identity = new DomainIdentity(defined.Name, uuid),
            State = status.State,
            StateReason = Reason(machine.Status, status.State),
            IsPersistent = true,
            Inactive = Described(defined),
            Live = runs ? Described(live) : null,
            VcpuAffinity = runs ? Affinity(live) : [],
        };
    }

    /// <summary>As libvirt would have it.</summary>
    public static DomainDescription Described(DomainDefinition definition) =>
        new() { Definition = definition, Xml = "", FreePciePorts = definition.SparePciePorts };

    /// <summary>Each vCPU where it is pinned.</summary>
    public static ValueList<VcpuAffinity> Affinity(DomainDefinition definition) =>
        definition.VcpuPins.Select(pin => new VcpuAffinity(pin.VCpu, pin.Cpus, CurrentCpu: null)).ToValueList();

    private static string Reason(LustreMachineStatus status, DomainState state)
    {
        string? ready = status.Conditions.Find(ConditionTypes.Ready)?.Reason;
        return state switch
        {
            DomainState.Paused => ready switch
            {
                MachineReasons.GuestPaused => "I/O error",
                MachineReasons.JobUnderWay => "migrating",
                _ => "user",
            },
            DomainState.ShutOff => ready switch
            {
                MachineReasons.StoppedByGuest => "shutdown",
                MachineReasons.SavedToFile => "saved",
                MachineReasons.DomainMigrated => "migrated",
                _ => "destroyed",
            },
            _ => "booted",
        };
    }

    private static IEnumerable<StorageVolume> Volumes(LustreMachine machine)
    {
        IEnumerable<VolumeSource> specified = machine.Status?.Domain is null
            ? []
            : machine.Spec.Disks.Select(disk => new VolumeSource(disk.Pool, VolumeNames.Of(machine, disk)));
        HashSet<VolumeSource> named = [.. machine.Spec.Disks.Where(disk => disk.Volume is not null).Select(disk => new VolumeSource(disk.Pool, disk.Volume!))];
        return VolumeNames.Reported(machine).Union(specified).Union(named).Select(volume => new StorageVolume
        {
            Pool = volume.Pool,
            Name = volume.Volume,
            Path = "",
            Format = named.Contains(volume) ? VolumeFormat.Raw : null,
            CapacityBytes = long.MaxValue,
        });
    }
}
