using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// One step on the way from what is to what is wanted. A dry run prints it, an Event tells of it, tests compare it.
/// </summary>
/// <param name="Reason">The word of the Event; null for steps too small to tell of.</param>
internal abstract record MachineAction(string? Reason)
{
    /// <summary>The step in words.</summary>
    public abstract string Describe();

    /// <summary>Whether the step would break a copy, commit, backup, save or migration that is under way.</summary>
    public bool Disturbs => this is DefineDomain { IsNew: false } or ShutdownDomain or DestroyDomain { IsCrash: false } or AttachDevice or DetachDevice;

    /// <summary>Whether the step tells of something that should not have happened.</summary>
    public virtual bool IsWarning => IsRepair;

    /// <summary>Whether the step puts right what somebody else changed; such Events are warnings.</summary>
    public bool IsRepair { get; init; }
}

internal sealed record AdoptDomain(string Domain, Guid Uuid, DomainOwner Owner) : MachineAction("DomainAdopted")
{
    public override string Describe() => $"take over domain {Domain} as its annotation says";
}

internal sealed record CreateVolume(VolumeDefinition Volume) : MachineAction("VolumeCreated")
{
    public override string Describe() => Volume.Base is { } origin
        ? $"create volume {Volume.Pool}/{Volume.Name} over {origin.Pool}/{origin.Name}"
        : $"create blank volume {Volume.Pool}/{Volume.Name} of {Volume.CapacityBytes >> 20} MiB";
}

internal sealed record DefineDomain(DomainDefinition Definition, string Why, bool IsNew) : MachineAction(IsNew ? "DomainDefined" : "DomainRedefined")
{
    public override string Describe() => IsNew ? $"define domain {Definition.Name}" : $"redefine domain {Definition.Name}: {Why}";
}

internal sealed record StartDomain(string Domain, Guid Uuid) : MachineAction("DomainStarted")
{
    /// <summary>How it went off though it was wanted on and not by its guest, in libvirt's word; null: it did not.</summary>
    public string? Off { get; init; }

    public override bool IsWarning => Off is not null;

    public override string Describe() => Off is null ? $"start domain {Domain}" : $"start domain {Domain}, which went off and should run ({Off})";
}

internal sealed record ResumeDomain(string Domain, Guid Uuid) : MachineAction("DomainResumed")
{
    public override string Describe() => $"resume paused domain {Domain}";
}

internal sealed record WakeDomain(string Domain, Guid Uuid) : MachineAction("DomainWoken")
{
    public override string Describe() => $"wake the guest of domain {Domain}, which sleeps";
}

internal sealed record ShutdownDomain(string Domain, Guid Uuid, string Why) : MachineAction("DomainShutdown")
{
    /// <summary>Whether the guest sleeps and must be woken first.</summary>
    public bool Wakes { get; init; }

    public override string Describe() => $"{(Wakes ? "wake and " : "")}ask the guest of domain {Domain} to shut down: {Why}";
}

/// <summary>The guest is powering off already: its grace period begins, and nothing is asked.</summary>
internal sealed record AwaitShutdown(string Domain) : MachineAction(Reason: null)
{
    public override string Describe() => $"wait for domain {Domain}, which is powering off";
}

internal sealed record DestroyDomain(string Domain, Guid Uuid, string Why) : MachineAction("DomainDestroyed")
{
    /// <summary>Whether it is no stop that anybody wants: a next start waits as after any crash.</summary>
    public bool IsCrash { get; init; }

    public override string Describe() => $"force domain {Domain} off: {Why}";
}

internal sealed record PinVcpu(Guid Uuid, int Vcpu, CpuSet Cpus, CpuSet? Actual) : MachineAction("VcpuPinned")
{
    public override string Describe() => $"pin vCPU {Vcpu} to host CPUs {Cpus} (was {Actual?.ToString() ?? "not pinned"})";
}

internal sealed record PinEmulator(Guid Uuid, CpuSet Cpus, CpuSet? Actual) : MachineAction("EmulatorPinned")
{
    public override string Describe() => $"pin the emulator to host CPUs {Cpus} (was {Actual?.ToString() ?? "not pinned"})";
}

internal sealed record AttachDevice(Guid Uuid, DomainDevice Device) : MachineAction("DeviceAttached")
{
    public override string Describe() => $"attach {Device.Key}";
}

internal sealed record UndefineDomain(string Domain, Guid Uuid) : MachineAction("DomainUndefined")
{
    public override string Describe() => $"undefine domain {Domain}";
}

internal sealed record DeleteVolume(string Pool, string Name) : MachineAction("VolumeDeleted")
{
    public override string Describe() => $"delete volume {Pool}/{Name}";
}

internal sealed record KeepVolume(string Pool, string Name) : MachineAction("VolumeKept")
{
    /// <summary>Why.</summary>
    public string Why { get; init; } = "it belongs to a Data disk whose reclaimPolicy is Retain";

    public override string Describe() => $"keep volume {Pool}/{Name}: {Why}";
}

internal sealed record LeaveVolume(string Pool, string Name) : MachineAction("VolumeLeft")
{
    public override string Describe() => $"leave volume {Pool}/{Name} as it is: the host has no such storage pool";
}

internal sealed record DetachDevice(Guid Uuid, DomainDevice Device) : MachineAction("DeviceDetached")
{
    public override string Describe() => $"ask the guest to let go of {Device.Key}";
}

internal sealed record MarkParked(string Domain, Guid Uuid, DomainOwner Owner, DomainScope Scope) : MachineAction(Reason: null)
{
    public override string Describe() => Owner.Parked.Count == 0
        ? $"note on domain {Domain} that no function is parked for it"
        : $"note on domain {Domain} that {string.Join(", ", Owner.Parked)} is parked for it";
}

internal sealed record ParkFunction(PciAddress Function, string Domain) : MachineAction("DeviceParked")
{
    public override string Describe() => $"take PCI function {Function} from its host driver: it shares an IOMMU group with a function of domain {Domain}";
}

internal sealed record ReturnFunction(PciAddress Function, string Domain) : MachineAction("DeviceReturned")
{
    public override string Describe() => $"give PCI function {Function} back to its host driver: domain {Domain} has no part of its IOMMU group any more";
}
