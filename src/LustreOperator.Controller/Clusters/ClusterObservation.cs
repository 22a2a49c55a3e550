using LustreOperator.Api;

namespace LustreOperator.Controller;

/// <summary>All that a plan for one cluster is made from. Everything is read from the stores: nothing is asked of the server.</summary>
internal sealed record ClusterObservation
{
    /// <summary>Null when the object is gone: then only what is left of its machines is let go.</summary>
    public LustreCluster? Cluster { get; init; }

    /// <summary>Every KvmHost.</summary>
    public IReadOnlyList<KvmHost> Hosts { get; init; } = [];

    /// <summary>Every machine of every cluster.</summary>
    public IReadOnlyList<LustreMachine> AllMachines { get; init; } = [];

    /// <summary>The machines whose label names the cluster.</summary>
    public IReadOnlyList<LustreMachine> Machines { get; init; } = [];

    /// <summary>Machine names of the namespace that other clusters have or, being older, will have; with the cluster's name.</summary>
    public IReadOnlyDictionary<string, string> TakenNames { get; init; } = new Dictionary<string, string>();
}
