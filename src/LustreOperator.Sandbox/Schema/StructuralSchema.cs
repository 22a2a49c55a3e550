using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Schema;

/// <summary>One node of a structural schema, read once from its OpenAPI form.</summary>
internal sealed class StructuralSchema
{
    // Before Open, whose constructor asks for it.
    private static readonly string[] s_combinations = ["allOf", "anyOf", "oneOf", "not"];

    /// <summary>Anything goes: what is not described is kept as it is.</summary>
    public static readonly StructuralSchema Open = new(new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true });

    public StructuralSchema(JsonObject raw)
    {
        Raw = raw;
        Type = raw.Text("type") ?? string.Empty;
        Nullable = raw.Flag("nullable") ?? false;
        IntOrString = raw.Flag("x-kubernetes-int-or-string") ?? false;
        PreserveUnknown = raw.Flag("x-kubernetes-preserve-unknown-fields") ?? false;
        EmbeddedResource = raw.Flag("x-kubernetes-embedded-resource") ?? false;
        ListType = raw.Text("x-kubernetes-list-type") ?? "atomic";
        IsAtomicMap = raw.Text("x-kubernetes-map-type") == "atomic";
        ListMapKeys = [.. raw.Array("x-kubernetes-list-map-keys").Texts().Order(StringComparer.Ordinal)];
        Required = [.. raw.Array("required").Texts()];
        foreach ((string name, JsonNode? property) in raw.Object("properties") ?? [])
        {
            Properties[name] = new StructuralSchema(property as JsonObject ?? []);
        }

        Items = raw.Object("items") is { } items ? new StructuralSchema(items) : null;
        AdditionalProperties = raw.Object("additionalProperties") is { } additional ? new StructuralSchema(additional) : null;
        AllowsAdditional = AdditionalProperties is not null || raw.Flag("additionalProperties") == true;
        Enum = raw.Array("enum");
        HasCombinations = s_combinations.Any(raw.ContainsKey);
        HasAssociativeLists = ListType is "set" or "map" || Properties.Values.Append(Items).Append(AdditionalProperties).Any(s => s?.HasAssociativeLists == true);
    }

    public JsonObject Raw { get; }

    public string Type { get; }

    public bool Nullable { get; }

    public bool IntOrString { get; }

    public bool PreserveUnknown { get; }

    public bool EmbeddedResource { get; }

    public string ListType { get; }

    public bool IsAtomicMap { get; }

    public IReadOnlyList<string> ListMapKeys { get; }

    public IReadOnlyList<string> Required { get; }

    public SortedDictionary<string, StructuralSchema> Properties { get; } = new(StringComparer.Ordinal);

    public StructuralSchema? Items { get; }

    public StructuralSchema? AdditionalProperties { get; }

    public bool AllowsAdditional { get; }

    public JsonArray? Enum { get; }

    /// <summary>Whether there is an allOf, anyOf, oneOf or not.</summary>
    public bool HasCombinations { get; }

    /// <summary>Whether this is, or anywhere below it is, a list whose items are known by a key.</summary>
    public bool HasAssociativeLists { get; }

    public JsonNode? Default => Raw["default"];

    /// <summary>The schema of a field: declared, of the map's values, or open.</summary>
    public StructuralSchema Field(string name) => Properties.GetValueOrDefault(name) ?? AdditionalProperties ?? Open;

    public StructuralSchema Item => Items ?? Open;

    /// <summary>The same schema with the fields every Kubernetes object has.</summary>
    public static StructuralSchema OfKind(JsonObject raw)
    {
        JsonObject copy = raw.Copy();
        JsonObject properties = copy.GetOrAdd("properties");
        properties["apiVersion"] = new JsonObject { ["type"] = "string" };
        properties["kind"] = new JsonObject { ["type"] = "string" };
        properties["metadata"] = ObjectMetaSchema.Create();
        return new StructuralSchema(copy);
    }
}
