using System.Collections.Immutable;
using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>All that a plan for one machine is made from.</summary>
internal sealed record MachineObservation
{
    public required LustreMachine Machine { get; init; }

    /// <summary>What domains are here: <see cref="DomainType.Qemu"/> where there is no KVM.</summary>
    public required DomainType DomainType { get; init; }

    /// <summary>The machine's own domain, by whatever name; else the one that has its UUID or its name; null when there is none.</summary>
    public DomainSnapshot? Domain { get; init; }

    /// <summary>The machine's volumes in the pools that its spec or status names.</summary>
    public IReadOnlyList<StorageVolume> Volumes { get; init; } = [];

    /// <summary>What was seen of their pools besides.</summary>
    public StorageSight Storage { get; init; } = StorageSight.None;

    /// <summary>The volumes that the host's status lists and how many there are; null: the status is not known, or lists none.</summary>
    public KvmHostStatus? HostStatus { get; init; }

    /// <summary>Why the host could not be looked at though the machine is about to be given something of it; null: it could, or need not be.</summary>
    public MachineFault? HostFault { get; init; }

    /// <summary>The host, looked at just now if the machine is about to be given anything of it; null: not looked at, nothing is checked against it.</summary>
    public HostInventory? Host { get; init; }

    /// <summary>What the admin says of the host; null: not known.</summary>
    public KvmHostSpec? HostSpec { get; init; }

    /// <summary>How long ago this process asked the guest to let go of devices that it still has, by their keys.</summary>
    public ImmutableDictionary<string, TimeSpan> DetachesAsked { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>The earlier claim on a CPU or device, in words; null when there is none.</summary>
    public string? Conflict { get; init; }

    /// <summary>How long ago this process asked the guest to shut down; null if it has not. A new process asks anew.</summary>
    public TimeSpan? SinceShutdown { get; init; }

    /// <summary>
    /// Whether a restart for a change of the spec, or one that the user asked for, is under way; restart policies then have no say. The status
    /// says so before the first step, so an agent that is killed in between goes on.
    /// </summary>
    public bool IsRestarting => IsRestartAsked
        || (Machine.Spec.UpdatePolicy == UpdatePolicy.Restart && Machine.Status?.Conditions.IsTrue(MachineConditionTypes.RestartRequired) == true);

    /// <summary>Whether the user asked for a restart that neither the status nor what runs tells of.</summary>
    private bool IsRestartAsked => DomainTemplate.Restart(Machine.Spec) is { } asked
        && Machine.Spec.RestartedAt != Machine.Status?.RestartedAt
        && Domain?.Live?.Definition.Owner?.Restart != asked;

    /// <summary>Whether the domain is on its way off: a shutdown that was asked for counts only as long as that is wanted.</summary>
    public bool IsStopping => Domain?.IsActive == true
        && (IsDeleted || IsRestarting || Machine.Spec.PowerState == PowerState.Off || Domain.State == DomainState.ShuttingDown);

    /// <summary>What is under way with the running domain that the next steps would break, in words; looked for only if they would.</summary>
    public IReadOnlyList<string> Jobs { get; init; } = [];

    /// <summary>How long this process has seen such jobs; a new process counts anew.</summary>
    public TimeSpan SinceJobs { get; init; }

    /// <summary>Whether QEMU said that the paused guest cannot run on.</summary>
    public bool NeedsReset { get; init; }

    /// <summary>The disks of the spec and what the domain has for them.</summary>
    public IReadOnlyList<MachineDisk> Disks => MachineDisks.Of(this);

    /// <summary>How long a start must wait because the domain keeps stopping.</summary>
    public TimeSpan StartDelay { get; init; }

    public bool HasVolume(VolumeSource source) => FindVolume(source) is not null;

    public StorageVolume? FindVolume(VolumeSource source) => Volumes.FirstOrDefault(volume => volume.Pool == source.Pool && volume.Name == source.Volume);

    /// <summary>Whether the machine waits for the rest of its cluster to exist.</summary>
    public bool IsUnadmitted => Machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.AdmittedAnnotation) == "false";

    public bool IsDeleted => Machine.Metadata.DeletionTimestamp is not null;

    /// <summary>Whether the domain carries this machine's mark.</summary>
    public bool OwnsDomain => Domain?.Owner?.MachineUid == Machine.Metadata.Uid;

    /// <summary>The machine's own domain as it is defined, or as it runs if it is defined no more; null when there is none.</summary>
    public DomainDefinition? Existing => OwnsDomain
        ? (Domain!.Inactive ?? Domain.Live)!.Definition with { Uuid = Domain.Identity.Uuid }
        : null;

    /// <summary>The domain other than the machine's own that has a function now; null: none.</summary>
    public DomainSummary? OtherHolderOf(PciAddress address) =>
        Host?.HolderOf(address) is { } holder && !(OwnsDomain && holder.Uuid == Domain!.Identity.Uuid) ? holder : null;

    /// <summary>Whether the domain is an earlier object's that this machine was told to take over.</summary>
    public bool MayAdopt =>
        Domain?.Owner?.MachineUid is { } owner && Machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.AdoptAnnotation) == owner;
}
