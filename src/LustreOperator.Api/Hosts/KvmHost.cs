using System.Text.Json.Serialization;

namespace LustreOperator.Api;

/// <summary>One KVM host: what it has, and what the admin says of it.</summary>
public sealed record KvmHost
{
    public const string KindName = "KvmHost";
    public const string Plural = "kvmhosts";

    public string ApiVersion { get; init => field = value ?? ApiNames.ApiVersion; } = ApiNames.ApiVersion;

    public string Kind { get; init => field = value ?? KindName; } = KindName;

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public KvmHostSpec Spec { get; init => field = value ?? new(); } = new();

    public KvmHostStatus? Status { get; init; }

    /// <summary>What of the object could not be read, with field paths; null: all of it was. Such fields are at their defaults.</summary>
    [JsonIgnore]
    public string? Unreadable { get; init; }
}
