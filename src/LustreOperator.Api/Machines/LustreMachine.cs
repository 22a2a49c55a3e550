using System.Text.Json.Serialization;

namespace LustreOperator.Api;

/// <summary>One VM, fully resolved: host, pins, memory node, device addresses, disks, networks, power state.</summary>
public sealed record LustreMachine
{
    public const string KindName = "LustreMachine";
    public const string Plural = "lustremachines";

    public string ApiVersion { get; init => field = value ?? ApiNames.ApiVersion; } = ApiNames.ApiVersion;

    public string Kind { get; init => field = value ?? KindName; } = KindName;

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public LustreMachineSpec Spec { get; init => field = value ?? new(); } = new();

    public LustreMachineStatus? Status { get; init; }

    /// <summary>What of the object could not be read, with field paths; null: all of it was. Such fields are at their defaults.</summary>
    [JsonIgnore]
    public string? Unreadable { get; init; }
}
