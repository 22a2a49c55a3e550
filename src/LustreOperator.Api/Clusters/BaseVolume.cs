namespace LustreOperator.Api;

/// <summary>A golden image that overlay disks read through to; it is never written.</summary>
public sealed record BaseVolume
{
    /// <summary>Its storage pool; null: the disk's own.</summary>
    public string? Pool { get; init; }

    public string Volume { get; init => field = value ?? ""; } = "";
}
