using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Storage;

/// <summary>The metadata that is looked at for every change by every watcher and controller, without parsing the object.</summary>
internal sealed record ObjectSummary
{
    private static readonly Dictionary<string, string> s_noLabels = [];

    public required string Uid { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required IReadOnlyList<string> Finalizers { get; init; }

    public required IReadOnlyList<OwnerReference> Owners { get; init; }

    public required bool IsDeleting { get; init; }

    public static ObjectSummary Of(JsonObject body)
    {
        JsonObject? metadata = body.Object("metadata");
        return new ObjectSummary
        {
            Uid = metadata.Text("uid") ?? string.Empty,
            Labels = Read(metadata.Object("labels")),
            Finalizers = [.. metadata.Array("finalizers").Texts()],
            Owners = [.. (metadata.Array("ownerReferences") ?? []).Where(o => o.Text("uid") is not null).Select(OwnerReference.Read)],
            IsDeleting = metadata.At("deletionTimestamp") is not null,
        };
    }

    private static Dictionary<string, string> Read(JsonObject? labels)
    {
        if (labels is not { Count: > 0 })
        {
            return s_noLabels;
        }

        var read = new Dictionary<string, string>(labels.Count, StringComparer.Ordinal);
        foreach ((string name, JsonNode? value) in labels)
        {
            read[name] = value.Text() ?? string.Empty;
        }

        return read;
    }
}
