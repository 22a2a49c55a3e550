namespace LustreOperator.Api;

/// <summary>One KVM host: what it has, and what the admin says of it.</summary>
public sealed record KvmHost
{
    public const string KindName = "KvmHost";
    public const string Plural = "kvmhosts";

    public string ApiVersion { get; init; } = ApiNames.ApiVersion;

    public string Kind { get; init; } = KindName;

    public ObjectMeta Metadata { get; init; } = new();

    public KvmHostSpec Spec { get; init; } = new();

    public KvmHostStatus? Status { get; init; }
}
