using System.Text;
using System.Text.Json.Nodes;

namespace LustreOperator.Kubernetes;

/// <summary>A change to an object, in one of the two forms that custom resources take.</summary>
public sealed class Patch
{
    private Patch(string mediaType, JsonNode body)
    {
        MediaType = mediaType;
        Body = Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    internal string MediaType { get; }

    internal ReadOnlyMemory<byte> Body { get; }

    /// <summary>RFC 7386: the fields given replace those of the object, null removes. Put metadata.resourceVersion in to fail on change.</summary>
    public static Patch Merge(JsonObject changes) => new("application/merge-patch+json", changes);

    /// <summary>RFC 6902: a list of operations; a failing <c>test</c> answers 422.</summary>
    public static Patch Json(JsonArray operations) => new("application/json-patch+json", operations);
}
