namespace LustreOperator.Api;

/// <summary>The condition types of a cluster, beside <see cref="ConditionTypes"/>.</summary>
public static class ClusterConditionTypes
{
    /// <summary>The spec has no fault; False lists every fault with its field path.</summary>
    public const string Accepted = "Accepted";

    /// <summary>Every machine has a host, CPUs, memory and devices.</summary>
    public const string Placed = "Placed";

    /// <summary>Every machine object carries the present template.</summary>
    public const string UpToDate = "UpToDate";

    /// <summary>The operator leaves the cluster's machines alone.</summary>
    public const string Paused = "Paused";
}
