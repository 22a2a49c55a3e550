using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Schema;

/// <summary>allOf, anyOf, oneOf and not.</summary>
internal static class SchemaCombinations
{
    public static void Validate(JsonNode node, StructuralSchema schema, string path, ICollection<FieldError> errors)
    {
        JsonObject raw = schema.Raw;
        if (raw.Array("allOf") is { } all && all.Any(s => !Matches(node, s, path)))
        {
            errors.Add(FieldError.Invalid(path, node, $"\"{path}\" must validate all the schemas (allOf)"));
        }

        if (raw.Array("anyOf") is { } any && !schema.IntOrString && !any.Any(s => Matches(node, s, path)))
        {
            errors.Add(FieldError.Invalid(path, node, $"\"{path}\" must validate at least one schema (anyOf)"));
        }

        if (raw.Array("oneOf") is { } one && one.Count(s => Matches(node, s, path)) is var count && count != 1)
        {
            string found = count == 0 ? "Found none valid" : $"Found {count} valid alternatives";
            errors.Add(FieldError.Invalid(path, node, $"\"{path}\" must validate one and only one schema (oneOf). {found}"));
        }

        if (raw.Object("not") is { } not && Matches(node, not, path))
        {
            errors.Add(FieldError.Invalid(path, node, $"\"{path}\" must not validate the schema (not)"));
        }
    }

    private static bool Matches(JsonNode node, JsonNode? schema, string path)
    {
        var errors = new List<FieldError>();
        SchemaValidator.Validate(node, null, new StructuralSchema(schema as JsonObject ?? []), path, errors);
        return errors.Count == 0;
    }
}
