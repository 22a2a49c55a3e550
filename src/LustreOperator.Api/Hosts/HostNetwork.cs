namespace LustreOperator.Api;

/// <summary>A libvirt network.</summary>
public sealed record HostNetwork
{
    public string Name { get; init => field = value ?? ""; } = "";

    public bool Active { get; init; }

    public string? Bridge { get; init; }
}
