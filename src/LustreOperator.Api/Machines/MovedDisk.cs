namespace LustreOperator.Api;

/// <summary>A disk that is not on its volume.</summary>
public sealed record MovedDisk
{
    /// <summary>The disk, as spec.disks[].name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Where it is, or was last seen: a path, or pool/volume.</summary>
    public string Source { get; init => field = value ?? ""; } = "";
}
