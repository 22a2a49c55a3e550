using System.Text.Json;
using System.Text.Json.Serialization;

namespace LustreOperator.Kubernetes;

/// <summary>Who holds a <see cref="Lease"/>. The times are the holder's wall clock: for people, never to be compared with another's.</summary>
public sealed record LeaseSpec
{
    /// <summary>Null or empty: nobody.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>Seconds after the last change that was seen until another may take it.</summary>
    public int? LeaseDurationSeconds { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often it went to another holder.</summary>
    public int? LeaseTransitions { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Rest { get; set; }
}
