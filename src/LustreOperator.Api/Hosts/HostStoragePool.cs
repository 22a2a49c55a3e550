namespace LustreOperator.Api;

public sealed record HostStoragePool
{
    public string Name { get; init => field = value ?? ""; } = "";

    public bool Active { get; init; }
}
