namespace LustreOperator.Api;

/// <summary>How machines on one LNet network reach another (lnetctl route add --net TO --gateway GATEWAY@FROM).</summary>
public sealed record LnetRoute
{
    /// <summary>The network that the machines and the gateways share.</summary>
    public LnetNet From { get; init => field = value ?? LnetNet.Unset; } = LnetNet.Unset;

    /// <summary>The network to reach.</summary>
    public LnetNet To { get; init => field = value ?? LnetNet.Unset; } = LnetNet.Unset;

    /// <summary>Names of the machines that are the next hop; several of the same distance share the load.</summary>
    public IReadOnlyList<string> Gateways { get; init => field = value ?? []; } = [];

    /// <summary>Routers on the way: 1 when the gateway itself is on the network to reach.</summary>
    public int Hops { get; init; }
}
