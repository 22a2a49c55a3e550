using System.Text.Json.Serialization;

namespace LustreOperator.Api;

/// <summary>The topology wanted: hosts, networks, machine groups, placement.</summary>
public sealed record LustreCluster
{
    public const string KindName = "LustreCluster";
    public const string Plural = "lustreclusters";

    public string ApiVersion { get; init => field = value ?? ApiNames.ApiVersion; } = ApiNames.ApiVersion;

    public string Kind { get; init => field = value ?? KindName; } = KindName;

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public LustreClusterSpec Spec { get; init => field = value ?? new(); } = new();

    public LustreClusterStatus? Status { get; init; }

    /// <summary>What of the object could not be read, with field paths; null: all of it was. Such fields are at their defaults.</summary>
    [JsonIgnore]
    public string? Unreadable { get; init; }
}
