namespace LustreOperator.Api;

public sealed record HostStoragePool
{
    public string Name { get; init; } = "";

    public bool Active { get; init; }
}
