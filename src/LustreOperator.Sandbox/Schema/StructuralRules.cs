using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Schema;

/// <summary>The rules that make a schema structural. Its CEL rules are not compiled.</summary>
internal static class StructuralRules
{
    private const string ListType = "x-kubernetes-list-type";
    private const string ListKeys = "x-kubernetes-list-map-keys";
    private const string MapType = "x-kubernetes-map-type";
    private const string Embedded = "x-kubernetes-embedded-resource";
    private const string Preserve = "x-kubernetes-preserve-unknown-fields";
    private static readonly string[] s_types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] s_reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    public static void Validate(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        if (schema.Text("type") is { Length: > 0 } type && type != "object")
        {
            errors.Add(FieldError.Invalid($"{path}.type", type, "must be object at the root"));
        }

        if (schema.Object("properties", "metadata") is { } metadata
            && (metadata.Any(p => p.Key is not ("type" or "properties" or "description"))
                || (metadata.Object("properties") ?? []).Any(p => p.Key is not ("name" or "generateName"))))
        {
            errors.Add(FieldError.Forbidden(
                $"{path}.properties[metadata]", "must not specify anything other than name and generateName, but metadata is implicitly specified"));
        }

        Node(schema, path, "at the root", errors);
    }

    private static void Node(JsonObject schema, string path, string where, ICollection<FieldError> errors)
    {
        string type = schema.Text("type") ?? string.Empty;
        bool typeless = schema.Flag("x-kubernetes-int-or-string") == true || schema.Flag(Preserve) == true;
        if (type.Length == 0 && !typeless)
        {
            errors.Add(FieldError.Required($"{path}.type", $"must not be empty {where}"));
        }
        else if (type.Length > 0)
        {
            OneOf(schema, "type", s_types, path, errors);
        }

        if (schema.Object("properties") is { Count: > 0 } && schema["additionalProperties"] is not null)
        {
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "must not be used together with properties"));
        }

        if (schema.Flag("uniqueItems") == true)
        {
            errors.Add(FieldError.Forbidden(
                $"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }

        if (schema.Flag(Preserve) == false)
        {
            errors.Add(FieldError.Invalid($"{path}.{Preserve}", false, "must be true or undefined"));
        }

        if (schema.Text("$ref") is not null)
        {
            errors.Add(FieldError.Forbidden($"{path}.$ref", "$ref is not supported"));
        }

        Pattern(schema, path, errors);
        List(schema, path, errors);
        EmbeddedObject(schema, type, path, errors);
        Rules(schema, path, errors);
        Combinations(schema, path, errors);
        Default(schema, path, errors);
        foreach ((string name, JsonNode? property) in (schema.Object("properties") ?? []).InOrder())
        {
            Node(property as JsonObject ?? [], $"{path}.properties[{name}]", "for specified object fields", errors);
        }

        if (schema.Object("additionalProperties") is { } additional)
        {
            Node(additional, $"{path}.additionalProperties", "for specified object fields", errors);
        }

        if (schema.Object("items") is { } items)
        {
            Node(items, $"{path}.items", "for specified array items", errors);
        }
        else if (type == "array")
        {
            errors.Add(FieldError.Required($"{path}.items", "must be specified"));
        }
    }

    private static void Pattern(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        if (schema.Text("pattern") is not { } pattern)
        {
            return;
        }

        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException e)
        {
            errors.Add(FieldError.Invalid($"{path}.pattern", pattern, $"must be a valid regular expression, but isn't: {e.Message}"));
        }
    }

    private static void List(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        OneOf(schema, ListType, ["atomic", "set", "map"], path, errors);
        OneOf(schema, MapType, ["atomic", "granular"], path, errors);
        string[] keys = [.. schema.Array(ListKeys).Texts()];
        JsonObject? items = schema.Object("items");
        switch (schema.Text(ListType))
        {
            case "map" when keys.Length == 0:
                errors.Add(FieldError.Required($"{path}.{ListKeys}", "must not be empty if x-kubernetes-list-type is map"));
                break;
            case "map" when items is not null && items.Text("type") != "object":
                errors.Add(FieldError.Invalid(
                    $"{path}.items.type", items["type"], "must be object if parent array's x-kubernetes-list-type is map"));
                break;
            case "map":
                if (keys.Any(k => items.At("properties", k) is null))
                {
                    errors.Add(FieldError.Invalid(
                        $"{path}.{ListKeys}", JsonTree.ToArray(keys), "entries must all be names of item properties"));
                }

                string[] required = [.. items.Array("required").Texts()];
                foreach (string key in keys.Where(k => items.Object("properties", k) is { } property && property["default"] is null && !required.Contains(k)))
                {
                    errors.Add(FieldError.Required(
                        $"{path}.items.properties[{key}].default", $"this property is in {ListKeys}, so it must have a default or be a required property"));
                }

                break;
            case "set" when items.Text("type") is "object" && items.Text(MapType) != "atomic":
                errors.Add(FieldError.Invalid(
                    $"{path}.items.{MapType}", items?[MapType], "must be atomic as item of a list with x-kubernetes-list-type=set"));
                break;
            case null or "atomic" or "set" when keys.Length > 0:
                errors.Add(FieldError.Required($"{path}.{ListType}", "must be map if x-kubernetes-list-map-keys is non-empty"));
                break;
        }
    }

    private static void EmbeddedObject(JsonObject schema, string type, string path, ICollection<FieldError> errors)
    {
        if (schema.Flag(Embedded) != true)
        {
            return;
        }

        if (type != "object")
        {
            errors.Add(FieldError.Invalid($"{path}.type", type, $"must be object if {Embedded} is true"));
        }

        if (schema.Object("properties") is not { Count: > 0 } && schema.Flag(Preserve) != true)
        {
            errors.Add(FieldError.Required($"{path}.properties", $"must not be empty if {Embedded} is true without {Preserve}"));
        }
    }

    private static void Rules(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        foreach ((int index, JsonNode? rule) in (schema.Array("x-kubernetes-validations") ?? []).Index())
        {
            string at = $"{path}.x-kubernetes-validations[{index}]";
            if (string.IsNullOrWhiteSpace(rule.Text("rule")))
            {
                errors.Add(FieldError.Required($"{at}.rule", "rule is not specified"));
            }

            if (rule.Text("message") is { } message && message.Contains('\n', StringComparison.Ordinal))
            {
                errors.Add(FieldError.Invalid($"{at}.message", message, "must not contain line breaks"));
            }

            OneOf(rule as JsonObject ?? [], "reason", s_reasons, at, errors);
        }
    }

    /// <summary>Below allOf, anyOf, oneOf and not there are conditions only: nothing that describes.</summary>
    private static void Combinations(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        foreach (string word in (string[])["allOf", "anyOf", "oneOf"])
        {
            foreach ((int index, JsonNode? part) in (schema.Array(word) ?? []).Index())
            {
                // A number or a text is written so.
                Condition(part as JsonObject ?? [], $"{path}.{word}[{index}]", word == "anyOf" && schema.Flag("x-kubernetes-int-or-string") == true, errors);
            }
        }

        Condition(schema.Object("not") ?? [], $"{path}.not", false, errors);
    }

    private static void Condition(JsonObject condition, string path, bool mayHaveType, ICollection<FieldError> errors)
    {
        foreach (string field in (string[])["type", "title", "description"])
        {
            if (!string.IsNullOrEmpty(condition.Text(field)) && !(mayHaveType && field == "type"))
            {
                errors.Add(FieldError.Forbidden($"{path}.{field}", "must be empty to be structural"));
            }
        }

        foreach (string field in (string[])["default", "additionalProperties"])
        {
            if (condition[field] is not null)
            {
                errors.Add(FieldError.Forbidden($"{path}.{field}", "must be undefined to be structural"));
            }
        }
    }

    private static void Default(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        if (schema["default"] is not { } value)
        {
            return;
        }

        var structural = new StructuralSchema(schema);
        var unknown = new List<string>();
        Pruner.Prune(value.DeepClone(), structural, unknown);
        if (unknown.Count > 0)
        {
            errors.Add(FieldError.Invalid($"{path}.default", value, "must not have unknown fields"));
        }

        var found = new List<FieldError>();
        SchemaValidator.Validate(value, null, structural, string.Empty, found);
        foreach (FieldError fault in found)
        {
            errors.Add(fault with { Field = $"{path}.default{(fault.Field.Length > 0 ? $".{fault.Field}" : string.Empty)}" });
        }
    }

    private static void OneOf(JsonObject schema, string field, string[] allowed, string path, ICollection<FieldError> errors)
    {
        if (schema.Text(field) is { Length: > 0 } given && !allowed.Contains(given))
        {
            errors.Add(FieldError.NotSupported($"{path}.{field}", given, allowed.Select(a => $"\"{a}\"")));
        }
    }
}
