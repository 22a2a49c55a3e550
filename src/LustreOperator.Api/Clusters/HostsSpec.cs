namespace LustreOperator.Api;

/// <summary>Which KvmHosts may carry the cluster; default: every schedulable one.</summary>
public sealed record HostsSpec
{
    public LabelSelector? Selector { get; init; }
}
