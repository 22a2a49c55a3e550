namespace LustreOperator.Libvirt;

/// <summary>A place for volumes.</summary>
public sealed record StoragePool
{
    public required string Name { get; init; }

    /// <summary>Whether it is running or building; an inactive pool shows no volumes.</summary>
    public bool IsActive { get; init; }

    /// <summary>libvirt's pool type: <c>dir</c>, <c>logical</c>, <c>disk</c>, ...; <see cref="PoolTypes"/> says what one can hold.</summary>
    public required string Type { get; init; }

    /// <summary>Where it is on the host; null for a pool without a target.</summary>
    public string? Path { get; init; }

    /// <summary>Its size in bytes.</summary>
    public long CapacityBytes { get; init; }

    /// <summary>What is free, in bytes.</summary>
    public long AvailableBytes { get; init; }
}
