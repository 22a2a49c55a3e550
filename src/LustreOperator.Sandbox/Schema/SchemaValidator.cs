using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Schema;

/// <summary>Checks a document against a structural schema; the words are those of the API server.</summary>
internal static class SchemaValidator
{
    private static readonly TimeSpan s_patternTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Adds the faults of one value and all below it.</summary>
    /// <param name="node">The value to check.</param>
    /// <param name="before">The value as it was before an update: what is the same still counts as good, though the schema has changed meanwhile.</param>
    /// <param name="schema">What it should be.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="errors">Faults are added.</param>
    public static void Validate(JsonNode? node, JsonNode? before, StructuralSchema schema, string path, ICollection<FieldError> errors)
    {
        if (before is not null && JsonTree.Same(node, before))
        {
            return;
        }

        if (node is null)
        {
            if (!schema.Nullable && schema.Type.Length > 0)
            {
                errors.Add(WrongType(path, "null", schema.Type));
            }

            return;
        }

        string actual = TypeOf(node);
        if (!HasType(actual, schema))
        {
            errors.Add(WrongType(path, actual, schema.IntOrString ? "integer,string" : schema.Type));
            return;
        }

        switch (node)
        {
            case JsonObject o:
                Object(o, before as JsonObject, schema, path, errors);
                break;
            case JsonArray a:
                Array(a, before as JsonArray, schema, path, errors);
                break;
            default:
                Scalar(node, actual, schema, path, errors);
                break;
        }

        if (schema.Enum is { } allowed && !allowed.Any(v => JsonTree.Same(v, node)))
        {
            errors.Add(FieldError.NotSupported(path, node, allowed.Select(JsonTree.ToText)));
        }

        if (schema.HasCombinations)
        {
            SchemaCombinations.Validate(node, schema, path, errors);
        }
    }

    /// <summary>Duplicates in sets and maps: a pass of its own in the API server, made only on well-formed objects.</summary>
    public static void ValidateLists(JsonNode node, JsonNode? before, StructuralSchema schema, ICollection<FieldError> errors)
    {
        var found = new List<FieldError>();
        ValidateLists(node, schema, string.Empty, found);
        if (found.Count > 0 && before is not null)
        {
            var old = new List<FieldError>();
            ValidateLists(before, schema, string.Empty, old);
            found = old.Count > 0 ? [] : found;
        }

        foreach (FieldError error in found)
        {
            errors.Add(error);
        }
    }

    private static void ValidateLists(JsonNode? node, StructuralSchema schema, string path, List<FieldError> errors)
    {
        switch (node)
        {
            case not null when !schema.HasAssociativeLists:
                break;
            case JsonObject o:
                foreach ((string name, JsonNode? value) in o.InOrder())
                {
                    ValidateLists(value, schema.Field(name), path.Length == 0 ? name : $"{path}.{name}", errors);
                }

                break;
            case JsonArray a:
                var seen = new HashSet<string>(StringComparer.Ordinal);
                for (int i = 0; i < a.Count; i++)
                {
                    JsonNode? identity = schema.ListType switch
                    {
                        "set" => a[i]?.DeepClone(),
                        "map" => Apply.ListItems.Key(a[i] as JsonObject ?? [], schema),
                        _ => null,
                    };
                    if (identity is not null && !seen.Add(JsonTree.ToText(identity)))
                    {
                        errors.Add(FieldError.Duplicate($"{path}[{i}]", identity));
                    }

                    ValidateLists(a[i], schema.Item, $"{path}[{i}]", errors);
                }

                break;
        }
    }

    private static void Object(JsonObject o, JsonObject? before, StructuralSchema schema, string path, ICollection<FieldError> errors)
    {
        foreach (string name in schema.Required)
        {
            if (!o.ContainsKey(name))
            {
                errors.Add(FieldError.Required(path.Length == 0 ? name : $"{path}.{name}"));
            }
        }

        if (schema.Raw.Integer("maxProperties") is { } most && o.Count > most)
        {
            errors.Add(FieldError.TooMany(path, o.Count, (int)most));
        }

        if (schema.Raw.Integer("minProperties") is { } least && o.Count < least)
        {
            errors.Add(FieldError.Invalid(path, o.Count, $"{path} in body should have at least {least} properties"));
        }

        foreach ((string name, JsonNode? value) in o.InOrder())
        {
            Validate(value, before?[name], schema.Field(name), path.Length == 0 ? name : $"{path}.{name}", errors);
        }
    }

    private static void Array(JsonArray a, JsonArray? before, StructuralSchema schema, string path, ICollection<FieldError> errors)
    {
        if (schema.Raw.Integer("maxItems") is { } most && a.Count > most)
        {
            errors.Add(FieldError.TooMany(path, a.Count, (int)most));
        }

        if (schema.Raw.Integer("minItems") is { } least && a.Count < least)
        {
            errors.Add(FieldError.Invalid(path, a.Count, $"{path} in body should have at least {least} items"));
        }

        // Only items of map lists are known again.
        Dictionary<string, JsonNode?>? old = schema.ListType == "map" && before is not null ? Apply.ListItems.Index(before, schema) : null;
        for (int i = 0; i < a.Count; i++)
        {
            Validate(a[i], old?.GetValueOrDefault(Apply.ListItems.Step(a[i], schema)), schema.Item, $"{path}[{i}]", errors);
        }
    }

    private static void Scalar(JsonNode node, string actual, StructuralSchema schema, string path, ICollection<FieldError> errors)
    {
        JsonObject raw = schema.Raw;
        if (actual == "string")
        {
            string text = node.Text()!;
            if (raw.Integer("maxLength") is { } most && Length(text) > most)
            {
                errors.Add(FieldError.TooLong(path, (int)most));
            }

            if (raw.Integer("minLength") is { } least && Length(text) < least)
            {
                errors.Add(FieldError.Invalid(path, node, $"{path} in body should be at least {least} chars long"));
            }

            if (raw.Text("pattern") is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, s_patternTimeout))
            {
                errors.Add(FieldError.Invalid(path, node, $"{path} in body should match '{pattern}'"));
            }

            if (raw.Text("format") is { } format && !StringFormats.IsValid(format, text))
            {
                errors.Add(FieldError.TypeInvalid(path, node, $"{path} in body must be of type {format}: {JsonTree.ToText(node)}"));
            }
        }
        else if (actual is "integer" or "number")
        {
            Number(node, raw, path, errors);
        }
    }

    private static void Number(JsonNode node, JsonObject raw, string path, ICollection<FieldError> errors)
    {
        double value = ToDouble(node);
        if (raw["maximum"] is { } maximum)
        {
            bool exclusive = raw.Flag("exclusiveMaximum") == true;
            if (exclusive ? value >= ToDouble(maximum) : value > ToDouble(maximum))
            {
                string words = exclusive ? "less than" : "less than or equal to";
                errors.Add(FieldError.Invalid(path, node, $"{path} in body should be {words} {JsonTree.ToText(maximum)}"));
            }
        }

        if (raw["minimum"] is { } minimum)
        {
            bool exclusive = raw.Flag("exclusiveMinimum") == true;
            if (exclusive ? value <= ToDouble(minimum) : value < ToDouble(minimum))
            {
                string words = exclusive ? "greater than" : "greater than or equal to";
                errors.Add(FieldError.Invalid(path, node, $"{path} in body should be {words} {JsonTree.ToText(minimum)}"));
            }
        }

        if (raw["multipleOf"] is { } unit && Math.Abs(Math.IEEERemainder(value, ToDouble(unit))) > double.Epsilon)
        {
            errors.Add(FieldError.Invalid(path, node, $"{path} in body should be a multiple of {JsonTree.ToText(unit)}"));
        }
    }

    /// <summary>In Unicode code points, as the API server counts.</summary>
    private static int Length(string text) => text.EnumerateRunes().Count();

    private static double ToDouble(JsonNode node) => double.Parse(JsonTree.ToText(node), CultureInfo.InvariantCulture);

    private static bool HasType(string actual, StructuralSchema schema) => schema switch
    {
        { IntOrString: true } => actual is "integer" or "string",
        { Type: "" } => true,
        { Type: "number" } => actual is "integer" or "number",
        _ => actual == schema.Type,
    };

    private static FieldError WrongType(string path, string actual, string wanted) =>
        FieldError.TypeInvalid(path, actual, $"{path} in body must be of type {wanted}: \"{actual}\"");

    private static string TypeOf(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => node.Integer() is null ? "number" : "integer",
    };
}
