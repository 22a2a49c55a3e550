using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>Tells the LNet networks of a cluster and the routes between them. Pure.</summary>
internal static class LnetPhase
{
    public static PhasePlan Plan(ClusterLook look) =>
        new() { Facts = new LnetFacts(look.HeldFor is null ? LnetTopology.Of(look.Wanted, look.Cluster.Spec.Networks) : null) };
}

/// <summary>The networks; null: there are none, or nobody can tell.</summary>
internal sealed record LnetFacts(LnetStatus? Lnet) : IPhaseFacts
{
    public LustreClusterStatus Into(LustreClusterStatus status, ClusterNow now) => status with { Lnet = Lnet };
}
