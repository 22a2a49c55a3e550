using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Selectors;

/// <summary>A field selector: <c>metadata.name=a,reason!=b</c>, on the fields that the resource offers.</summary>
internal sealed class FieldSelector
{
    private readonly List<(Field Field, string Value, bool Equal)> _terms = [];

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

    public bool Matches(StoredObject stored) => _terms.Count == 0 || _terms.TrueForAll(t => (Value(stored, t.Field) == t.Value) == t.Equal);

    /// <summary>Names are known without parsing the object, which is what most watches of one object ask for.</summary>
    private static string Value(StoredObject stored, Field field) => field.Path switch
    {
        ["metadata", "name"] => stored.Key.Name,
        ["metadata", "namespace"] => stored.Key.Namespace,
        var path => stored.Body.At(path) is { } value ? value.Text() ?? JsonTree.ToText(value) : field.Unset,
    };

    private static Field Path(string field, ResourceDefinition definition)
    {
        if (field is "metadata.name" || (field is "metadata.namespace" && definition.Namespaced))
        {
            return new Field(field.Split('.'), string.Empty);
        }

        return definition.SelectableFields.TryGetValue(field, out string? path)
            ? new Field(path.Split('=')[0].Split('.'), path.Contains('=', StringComparison.Ordinal) ? path.Split('=')[1] : string.Empty)
            : throw ApiErrors.BadRequest(definition.IsCustom || definition.SelectableFields.Count > 0
                ? $"field label not supported: {field}"
                : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    /// <summary>Where a field is, and what it counts as when it is not set.</summary>
    private sealed record Field(string[] Path, string Unset);
}
