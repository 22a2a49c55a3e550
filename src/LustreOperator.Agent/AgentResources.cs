using System.Text.Json.Serialization.Metadata;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Agent;

/// <summary>The kinds that the agent watches and writes.</summary>
internal static class AgentResources
{
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

    public static JsonTypeInfo<LustreMachineStatus> MachineStatus { get; } =
        (JsonTypeInfo<LustreMachineStatus>)ApiJson.Default.GetTypeInfo(typeof(LustreMachineStatus))!;

    public static JsonTypeInfo<KvmHostStatus> HostStatus { get; } =
        (JsonTypeInfo<KvmHostStatus>)ApiJson.Default.GetTypeInfo(typeof(KvmHostStatus))!;

    private static ObjectIdentity Identity(ObjectMeta meta) =>
        new(meta.Namespace ?? "", meta.Name, meta.Uid ?? "", meta.ResourceVersion ?? "");
}
