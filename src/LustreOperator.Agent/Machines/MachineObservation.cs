using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>All that a plan for one machine is made from. What only one phase looks at is declared in that phase's folder.</summary>
internal sealed partial record MachineObservation
{
    public required LustreMachine Machine { get; init; }

    /// <summary>When it was looked at.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>What domains are here: <see cref="DomainType.Qemu"/> where there is no KVM.</summary>
    public required DomainType DomainType { get; init; }

    /// <summary>The machine's own domain, by whatever name; else the one that has its UUID or its name; null when there is none.</summary>
    public DomainSnapshot? Domain { get; init; }

    /// <summary>Why the host could not be looked at though the machine is about to be given something of it; null: it could, or need not be.</summary>
    public MachineFault? HostFault { get; init; }

    /// <summary>The host, looked at just now if the machine is about to be given anything of it; null: not looked at, nothing is checked against it.</summary>
    public HostInventory? Host { get; init; }

    /// <summary>The host as it was last read, for where its NUMA nodes are; null: it has not been.</summary>
    public HostInventory? Topology { get; init; }

    /// <summary>What the admin says of the host; null: not known.</summary>
    public KvmHostSpec? HostSpec { get; init; }

    /// <summary>What is under way with the running domain that the next steps would break, in words; looked for only if they would.</summary>
    public IReadOnlyList<string> Jobs { get; init; } = [];

    /// <summary>How long this process has seen such jobs; a new process counts anew.</summary>
    public TimeSpan SinceJobs { get; init; }

    /// <summary>Whether the machine waits for the rest of its cluster to exist.</summary>
    public bool IsUnadmitted => Machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.AdmittedAnnotation) == "false";

    public bool IsDeleted => Machine.Metadata.DeletionTimestamp is not null;

    /// <summary>Whether the domain carries this machine's mark.</summary>
    public bool OwnsDomain => Domain?.Mark?.MachineUid == Machine.Metadata.Uid;

    /// <summary>The machine's own domain as it is defined, or as it runs if it is defined no more; null when there is none.</summary>
    public DomainDefinition? Existing => OwnsDomain
        ? (Domain!.Inactive ?? Domain.Live)!.Definition with { Uuid = Domain.Identity.Uuid }
        : null;
}
