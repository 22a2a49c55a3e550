namespace LustreOperator.Api;

/// <summary>The topology wanted: hosts, networks, machine groups, placement.</summary>
public sealed record LustreCluster
{
    public const string KindName = "LustreCluster";
    public const string Plural = "lustreclusters";

    public string ApiVersion { get; init; } = ApiNames.ApiVersion;

    public string Kind { get; init; } = KindName;

    public ObjectMeta Metadata { get; init; } = new();

    public LustreClusterSpec Spec { get; init; } = new();

    public LustreClusterStatus? Status { get; init; }
}
