using LustreOperator.Agent;
using LustreOperator.Libvirt;

namespace LustreOperator.Planning;

/// <summary>What would be after a step of an agent, if the step succeeds and guests do at once what they are asked. Pure.</summary>
internal static class DomainRehearsal
{
    public static MachineObservation After(MachineObservation observed, MachineAction action) => action switch
    {
        CreateVolume create => observed with
        {
            Volumes = [.. observed.Volumes, new StorageVolume { Pool = create.Volume.Pool, Name = create.Volume.Name, Path = "" }],
        },
        DeleteVolume delete => observed with { Volumes = [.. observed.Volumes.Where(volume => volume.Pool != delete.Pool || volume.Name != delete.Name)] },
        DefineDomain define => observed with { Domain = Defined(observed.Domain, define.Definition) },
        UndefineDomain => observed with { Domain = null },
        StartDomain => Change(observed, domain => Started(domain, DomainState.Running)),
        ResumeDomain => Change(observed, domain => domain with { State = DomainState.Running, StateReason = "unpaused" }),
        WakeDomain => Change(observed, domain => domain with { State = DomainState.Running, StateReason = "event wakeup" }),
        AwaitShutdown or ShutdownDomain => Change(observed, domain => Off(domain, "shutdown")),
        DestroyDomain => Change(observed, domain => Off(domain, "destroyed")),
        PinVcpu pin => Change(observed, domain => Pinned(domain, pin)),
        PinEmulator pin => ChangeLive(observed, live => live with { EmulatorPin = pin.Cpus }),
        AttachDevice attach => ChangeLive(observed, live => Attached(live, attach.Device)),
        DetachDevice detach => ChangeLive(observed, live => Detached(live, detach.Device)),
        _ => observed,
    };

    private static DomainSnapshot Defined(DomainSnapshot? domain, DomainDefinition definition) => domain is null
        ? new DomainSnapshot
        {
            Identity = new DomainIdentity(definition.Name, definition.Uuid!.Value),
            State = DomainState.ShutOff,
            StateReason = "unknown",
            IsPersistent = true,
            Inactive = AssumedDomain.Described(definition),
        }
        : domain with { Inactive = AssumedDomain.Described(definition) };

    private static DomainSnapshot Started(DomainSnapshot domain, DomainState state) => domain with
    {
        State = state,
        StateReason = "booted",
        Live = domain.Inactive,
        VcpuAffinity = AssumedDomain.Affinity(domain.Inactive!.Definition),
    };

    private static DomainSnapshot Off(DomainSnapshot domain, string why) =>
        domain with { State = DomainState.ShutOff, StateReason = why, Live = null, VcpuAffinity = [] };

    private static DomainSnapshot Pinned(DomainSnapshot domain, PinVcpu pin)
    {
        DomainDefinition live = domain.Live!.Definition;
        return domain with
        {
            Live = AssumedDomain.Described(live with
            {
                VcpuPins =
                    live.VcpuPins.Where(found => found.VCpu != pin.Vcpu).Append(new VcpuPin(pin.Vcpu, pin.Cpus)).OrderBy(found => found.VCpu).ToValueList(),
            }),
            VcpuAffinity = domain.VcpuAffinity.Select(found => found.VCpu == pin.Vcpu ? found with { Cpus = pin.Cpus } : found).ToValueList(),
        };
    }

    private static DomainDefinition Attached(DomainDefinition live, DomainDevice device) => device switch
    {
        DomainDisk disk => live with { Disks = live.Disks.Append(disk).ToValueList() },
        DomainInterface nic => live with { Interfaces = live.Interfaces.Append(nic).ToValueList() },
        DomainHostDevice host => live with { HostDevices = live.HostDevices.Append(host).ToValueList() },
        _ => live,
    };

    private static DomainDefinition Detached(DomainDefinition live, DomainDevice device) => live with
    {
        Interfaces = live.Interfaces.Where(nic => nic.Key != device.Key).ToValueList(),
        HostDevices = live.HostDevices.Where(host => host.Key != device.Key).ToValueList(),
    };

    private static MachineObservation Change(MachineObservation observed, Func<DomainSnapshot, DomainSnapshot> change) =>
        observed.Domain is { } domain ? observed with { Domain = change(domain) } : observed;

    private static MachineObservation ChangeLive(MachineObservation observed, Func<DomainDefinition, DomainDefinition> change) =>
        Change(observed, domain => domain with { Live = AssumedDomain.Described(change(domain.Live!.Definition)) });
}
