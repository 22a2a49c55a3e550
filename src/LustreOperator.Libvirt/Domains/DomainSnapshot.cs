namespace LustreOperator.Libvirt;

/// <summary>
/// One domain as it was read: by several calls, so a domain that changes meanwhile may show parts of both; the next look tells.
/// </summary>
public sealed record DomainSnapshot
{
    public required DomainIdentity Identity { get; init; }

    public required DomainState State { get; init; }

    /// <summary>Why, by libvirt's name: <c>booted</c>, <c>destroyed</c>, <c>crashed</c>, <c>user</c>, ...; <c>unknown</c> at worst.</summary>
    public required string StateReason { get; init; }

    /// <summary>False for a domain that vanishes when it stops.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Whether its next start restores saved memory rather than booting.</summary>
    public bool HasManagedSave { get; init; }

    /// <summary>What is running; null when the domain is off.</summary>
    public DomainDescription? Live { get; init; }

    /// <summary>What the next start will be; null for a transient domain.</summary>
    public DomainDescription? Inactive { get; init; }

    /// <summary>The real affinity of every online vCPU; empty when the domain is off, or its emulator has just ended.</summary>
    public ValueList<VcpuAffinity> VcpuAffinity { get; init; }

    public bool IsActive => Live is not null;
}
