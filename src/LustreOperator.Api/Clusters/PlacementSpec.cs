namespace LustreOperator.Api;

/// <summary>How the machines of a cluster are placed.</summary>
public sealed record PlacementSpec
{
    public NumaPolicy Numa { get; init; } = NumaPolicy.Preferred;
}

/// <summary>Whether the vCPUs, memory and devices of one machine belong on one NUMA node.</summary>
public enum NumaPolicy
{
    /// <summary>The fewest remote parts.</summary>
    Preferred,

    /// <summary>All on one node, or not at all.</summary>
    Required,

    /// <summary>NUMA nodes are not looked at; memory is not bound.</summary>
    None,
}
