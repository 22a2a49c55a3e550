namespace LustreOperator.Api;

/// <summary>An LNet network of a cluster.</summary>
public sealed record LnetNetwork
{
    /// <summary>LNet's name of it, such as o2ib0.</summary>
    public LnetNet Name { get; init => field = value ?? LnetNet.Unset; } = LnetNet.Unset;

    /// <summary>Number of machines with a NID on it, routers included.</summary>
    public int Machines { get; init; }
}
