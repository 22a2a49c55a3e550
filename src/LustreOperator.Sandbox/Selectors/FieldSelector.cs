using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;

namespace LustreOperator.Sandbox.Selectors;

/// <summary>A field selector: <c>metadata.name=a,reason!=b</c>, on the fields that the resource offers.</summary>
internal sealed class FieldSelector
{
    private readonly List<(string[] Path, string Value, bool Equal)> _terms = [];

    private FieldSelector()
    {
    }

    public static FieldSelector Parse(string? text, ResourceDefinition definition)
    {
        var selector = new FieldSelector();
        foreach (string term in (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = term.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw ApiErrors.BadRequest($"invalid selector: '{text}'; can't understand '{term}'");
            }

            bool equal = term[at - 1] != '!';
            string field = term[..(equal ? at : at - 1)];
            string value = term[(at + 1)..].TrimStart('=');
            selector._terms.Add((Path(field, definition), value, equal));
        }

        return selector;
    }

    public bool Matches(JsonObject stored) => _terms.TrueForAll(t => ((stored.Text(t.Path) ?? string.Empty) == t.Value) == t.Equal);

    private static string[] Path(string field, ResourceDefinition definition)
    {
        if (field is "metadata.name" || (field is "metadata.namespace" && definition.Namespaced))
        {
            return field.Split('.');
        }

        return definition.SelectableFields.TryGetValue(field, out string? path)
            ? path.Split('.')
            : throw ApiErrors.BadRequest($"field label not supported: {field}");
    }
}
