namespace LustreOperator.Api;

/// <summary>The LNet networks of a cluster and the routes between them, as they follow from its spec; nothing of it is configured in guests.</summary>
public sealed record LnetStatus
{
    /// <summary>By name.</summary>
    public IReadOnlyList<LnetNetwork> Networks { get; init => field = value ?? []; } = [];

    /// <summary>What a machine needs to reach a network that it is not on, by <see cref="LnetRoute.From"/> and <see cref="LnetRoute.To"/>.</summary>
    public IReadOnlyList<LnetRoute> Routes { get; init => field = value ?? []; } = [];

    /// <summary>Pairs of networks that no chain of routers joins, such as <c>o2ib0 - o2ib1</c>.</summary>
    public IReadOnlyList<string> Unreachable { get; init => field = value ?? []; } = [];
}
