using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;

namespace LustreOperator.Sandbox.Schema;

/// <summary>One node of a structural schema, read once from its OpenAPI form.</summary>
internal sealed class StructuralSchema
{
    // Before Open, whose constructor asks for it.
    private static readonly string[] s_combinations = ["allOf", "anyOf", "oneOf", "not"];

    /// <summary>Anything goes: what is not described is kept as it is.</summary>
    public static readonly StructuralSchema Open = new(new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true });

    private static readonly StructuralSchema s_text = Of(new FactValue('s', string.Empty, null));
    private readonly Lazy<SortedDictionary<string, StructuralSchema>> _properties;

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
        var properties = new SortedDictionary<string, StructuralSchema>(StringComparer.Ordinal);
        foreach ((string name, JsonNode? property) in raw.Object("properties") ?? [])
        {
            properties[name] = new StructuralSchema(property as JsonObject ?? []);
        }

        _properties = new(properties);
        Items = raw.Object("items") is { } items ? new StructuralSchema(items) : null;
        AdditionalProperties = raw.Object("additionalProperties") is { } additional ? new StructuralSchema(additional) : null;
        AllowsAdditional = AdditionalProperties is not null || raw.Flag("additionalProperties") == true;
        Enum = raw.Array("enum");
        Default = raw["default"];
        HasCombinations = s_combinations.Any(raw.ContainsKey);
        HasAssociativeLists = ListType is "set" or "map"
            || Properties.Values.Append(Items).Append(AdditionalProperties).Any(s => s?.HasAssociativeLists == true);
    }

    /// <summary>A built-in type: its fields are looked at when they are asked for, for types may contain themselves.</summary>
    private StructuralSchema(FactValue value, string? fallback)
    {
        Raw = [];
        Type = value.Form switch
        {
            'S' or '{' => "object",
            '[' => "array",
            'i' or 'l' => "integer",
            'f' => "number",
            'b' => "boolean",
            'x' or 'j' => string.Empty,
            _ => "string",
        };
        IntOrString = value.Form == 'x';
        PreserveUnknown = value.Form == 'j';
        IsAtomicMap = value.Form == '{' ? value.Detail == "!" : value.Type?.IsAtomic == true;
        ListType = (value.Form, value.Detail) switch { ('[', "=") => "set", ('[', { Length: > 0 }) => "map", _ => "atomic" };
        ListMapKeys = ListType == "map" ? [.. value.Detail.Split('+').Order(StringComparer.Ordinal)] : [];
        Required = [];
        _properties = new(() => new(
            (value.Type?.Fields ?? []).ToDictionary(f => f.Name, f => f.Default is null ? f.Value.Schema : new StructuralSchema(f.Value, f.Default)), StringComparer.Ordinal));
        Items = value.Form == '[' ? value.Item!.Schema : null;
        AdditionalProperties = value.Form == '{' ? value.Item!.Schema : null;
        AllowsAdditional = value.Form == '{';
        Default = fallback;
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

    public SortedDictionary<string, StructuralSchema> Properties => _properties.Value;

    public StructuralSchema? Items { get; }

    public StructuralSchema? AdditionalProperties { get; }

    public bool AllowsAdditional { get; }

    public JsonArray? Enum { get; }

    /// <summary>Whether there is an allOf, anyOf, oneOf or not.</summary>
    public bool HasCombinations { get; }

    /// <summary>Whether this is, or anywhere below it is, a list whose items are known by a key.</summary>
    public bool HasAssociativeLists { get; }

    public JsonNode? Default { get; }

    /// <summary>The schema of a field: declared, of the map's values, or open.</summary>
    public StructuralSchema Field(string name) => Properties.GetValueOrDefault(name) ?? AdditionalProperties ?? Open;

    public StructuralSchema Item => Items ?? Open;

    /// <summary>The schema of a value of a built-in type.</summary>
    public static StructuralSchema Of(FactValue value) => new(value, null);

    /// <summary>The schema of a built-in kind.</summary>
    public static StructuralSchema OfKind(FactType type)
    {
        StructuralSchema schema = Of(new FactValue('S', $"{type.Package}.{type.Name}", null));
        schema.AddKind();
        return schema;
    }

    /// <summary>The same schema with the fields every Kubernetes object has.</summary>
    public static StructuralSchema OfKind(JsonObject raw)
    {
        var schema = new StructuralSchema(raw.Copy());
        schema.AddKind();
        return schema;
    }

    private void AddKind()
    {
        Properties["apiVersion"] = s_text;
        Properties["kind"] = s_text;
        Properties["metadata"] = new FactValue('S', "meta.ObjectMeta", null).Schema;
    }
}
