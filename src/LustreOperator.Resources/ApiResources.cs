using System.Text.Json.Serialization.Metadata;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Resources;

/// <summary>Our kinds as resources of an API server: for all who read or write them there.</summary>
public static class ApiResources
{
    public static ResourceKind<LustreCluster> Clusters { get; } = Of<LustreCluster>(
        LustreCluster.Plural, LustreCluster.KindName, isNamespaced: true, cluster => cluster.Metadata,
        (cluster, problem) => cluster with { Unreadable = problem });

    public static ResourceKind<LustreMachine> Machines { get; } = Of<LustreMachine>(
        LustreMachine.Plural, LustreMachine.KindName, isNamespaced: true, machine => machine.Metadata,
        (machine, problem) => machine with { Unreadable = problem });

    public static ResourceKind<KvmHost> Hosts { get; } = Of<KvmHost>(
        KvmHost.Plural, KvmHost.KindName, isNamespaced: false, host => host.Metadata,
        (host, problem) => host with { Unreadable = problem });

    public static JsonTypeInfo<LustreClusterStatus> ClusterStatus { get; } = Json<LustreClusterStatus>();

    public static JsonTypeInfo<LustreMachineStatus> MachineStatus { get; } = Json<LustreMachineStatus>();

    public static JsonTypeInfo<KvmHostStatus> HostStatus { get; } = Json<KvmHostStatus>();

    public static JsonTypeInfo<Condition> Condition { get; } = Json<Condition>();

    private static ResourceKind<T> Of<T>(string plural, string kind, bool isNamespaced, Func<T, ObjectMeta> metadata, Func<T, string, T> markUnreadable)
        where T : class => new(ApiNames.Group, ApiNames.Version, plural, kind, isNamespaced, Json<T>(), value => Identity(metadata(value)))
        {
            MarkUnreadable = markUnreadable,
        };

    private static JsonTypeInfo<T> Json<T>() => (JsonTypeInfo<T>)ApiJson.Default.GetTypeInfo(typeof(T))!;

    private static ObjectIdentity Identity(ObjectMeta meta) =>
        new(meta.Namespace ?? "", meta.Name, meta.Uid ?? "", meta.ResourceVersion ?? "");
}
