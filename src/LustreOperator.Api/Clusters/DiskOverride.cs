namespace LustreOperator.Api;

/// <summary>What is different about a disk of one machine of its group.</summary>
public sealed record DiskOverride
{
    /// <summary>Name of the disk in the group.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The volume that becomes the disk; see <see cref="DiskSpec.Volume"/>.</summary>
    public string? Volume { get; init; }
}
