namespace LustreOperator.Api;

public sealed record HostStoragePool
{
    public string Name { get; init => field = value ?? ""; } = "";

    public bool Active { get; init; }

    /// <summary>libvirt's pool type, such as dir or logical.</summary>
    public string? Type { get; init; }
}
