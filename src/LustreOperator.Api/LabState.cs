namespace LustreOperator.Api;

/// <summary>All hosts, clusters and machines, as they were when they were listed: what the pictures and the plans are made from.</summary>
/// <param name="Hosts">By name.</param>
/// <param name="Clusters">By namespace and name.</param>
/// <param name="Machines">By namespace, cluster, group and index.</param>
public sealed record LabState(IReadOnlyList<KvmHost> Hosts, IReadOnlyList<LustreCluster> Clusters, IReadOnlyList<LustreMachine> Machines);
