using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

/// <summary>A type of the built-in kinds: its fields by name, and by number as the binary form knows them.</summary>
internal sealed class FactType(string package, string name, bool isAtomic, IReadOnlyList<FactField> fields)
{
    private const string DefaultRule = "default:";
    private readonly Dictionary<string, FactField> _byName = fields.ToDictionary(f => f.Name, StringComparer.Ordinal);
    private StructuralSchema? _kindSchema;
    private JsonObject? _empty;

    public string Package { get; } = package;

    public string Name { get; } = name;

    /// <summary>Whether it is owned and merged as one.</summary>
    public bool IsAtomic { get; } = isAtomic;

    public IReadOnlyList<FactField> Fields { get; } = fields;

    /// <summary>The fields that are shown though nobody set them.</summary>
    public IReadOnlyList<FactField> AlwaysShown { get; } = [.. fields.Where(f => f.IsAlwaysShown)];

    /// <summary>The fields that the server sets when nobody did, with what to.</summary>
    public IReadOnlyList<(FactField Field, string Value)> Defaults { get; } =
    [
        .. from field in fields from rule in field.Rules where rule.StartsWith(
            DefaultRule, StringComparison.Ordinal) select (field, rule[DefaultRule.Length..]),
    ];

    public FactField? this[string field] => _byName.GetValueOrDefault(field);

    public FactField? ByNumber(int number) => Fields.FirstOrDefault(f => f.Number == number);

    /// <summary>The schema of objects of this type.</summary>
    public StructuralSchema KindSchema => _kindSchema ??= StructuralSchema.OfKind(this);

    /// <summary>An object of this type in which nobody has set anything; never change it.</summary>
    public JsonObject Empty => _empty ??= MakeEmpty();

    private JsonObject MakeEmpty()
    {
        var empty = new JsonObject();
        TypedReader.AddZeros(empty, this, isRoot: true);
        return empty;
    }
}

/// <summary>One field of a type.</summary>
internal sealed record FactField(string Name, int Number, FactValue Value)
{
    /// <summary>Whether unset differs from zero.</summary>
    public bool IsPointer { get; init; }

    /// <summary>Whether it is there even when nobody set it.</summary>
    public bool IsAlwaysShown { get; init; }

    /// <summary>What it counts as in the key of a list; null: nothing.</summary>
    public string? Default { get; init; }

    /// <summary>What its values must be, beside their type.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];
}

/// <summary>What a field holds.</summary>
/// <param name="Form">[ a list, { a map, S a type, or the letter of a plain value.</param>
/// <param name="Detail">The keys of a list, ! for a map owned as one, or the name of the type.</param>
/// <param name="Item">What is in the list or map.</param>
internal sealed record FactValue(char Form, string Detail, FactValue? Item)
{
    private StructuralSchema? _schema;
    private FactType? _type;

    public FactType? Type => Form == 'S' ? _type ??= KindFacts.Type(Detail) : null;

    public StructuralSchema Schema => _schema ??= StructuralSchema.Of(this);

    /// <summary>What it is when nobody set it but it is shown.</summary>
    public JsonNode? Zero() => Form switch
    {
        'S' => Part(Type!),
        's' => string.Empty,
        'i' or 'l' or 'f' or 'x' => 0,
        'q' => "0",
        'b' => false,
        _ => null,
    };

    private static JsonObject Part(FactType type)
    {
        var part = new JsonObject();
        TypedReader.AddZeros(part, type, isRoot: false);
        return part;
    }

    public bool IsZero(JsonNode? node) => node switch
    {
        null or JsonObject { Count: 0 } or JsonArray { Count: 0 } => true,
        JsonValue value when Form is 's' or 'y' => value.TryGetValue(out string? text) && text.Length == 0,
        JsonValue value when Form == 'b' => value.TryGetValue(out bool flag) && !flag,
        JsonValue value when Form is 'i' or 'l' or 'f' => value.TryGetValue(out long number) && number == 0,
        _ => false,
    };
}
