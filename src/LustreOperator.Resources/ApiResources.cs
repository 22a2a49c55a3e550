using System.Text.Json.Serialization.Metadata;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>The kinds that the operator watches and writes.</summary>
public static class OperatorResources
{
    public static ResourceKind<LustreCluster> Clusters { get; } = new(
        ApiNames.Group, ApiNames.Version, LustreCluster.Plural, LustreCluster.KindName, IsNamespaced: true,
        ApiJson.Default.LustreCluster, cluster => Identity(cluster.Metadata))
    {
        MarkUnreadable = (cluster, problem) => cluster with { Unreadable = problem },
    };

    public static ResourceKind<LustreMachine> Machines { get; } = new(
        ApiNames.Group, ApiNames.Version, LustreMachine.Plural, LustreMachine.KindName, IsNamespaced: true,
        ApiJson.Default.LustreMachine, machine => Identity(machine.Metadata))
    {
        MarkUnreadable = (machine, problem) => machine with { Unreadable = problem },
    };

    public static ResourceKind<KvmHost> Hosts { get; } = new(
        ApiNames.Group, ApiNames.Version, KvmHost.Plural, KvmHost.KindName, IsNamespaced: false,
        ApiJson.Default.KvmHost, host => Identity(host.Metadata))
    {
        MarkUnreadable = (host, problem) => host with { Unreadable = problem },
    };

    public static JsonTypeInfo<LustreClusterStatus> ClusterStatus { get; } =
        (JsonTypeInfo<LustreClusterStatus>)ApiJson.Default.GetTypeInfo(typeof(LustreClusterStatus))!;

    public static JsonTypeInfo<Condition> Condition { get; } = (JsonTypeInfo<Condition>)ApiJson.Default.GetTypeInfo(typeof(Condition))!;

    private static ObjectIdentity Identity(ObjectMeta meta) =>
        new(meta.Namespace ?? "", meta.Name, meta.Uid ?? "", meta.ResourceVersion ?? "");
}
