using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

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

    public bool Matches(StoredObject stored) => _terms.Count == 0 || _terms.TrueForAll(t => (Value(stored, t.Path) == t.Value) == t.Equal);

    /// <summary>Names are known without parsing the object, which is what most watches of one object ask for.</summary>
    private static string Value(StoredObject stored, string[] path) => path switch
    {
        ["metadata", "name"] => stored.Key.Name,
        ["metadata", "namespace"] => stored.Key.Namespace,
        _ => stored.Body.Text(path) ?? string.Empty,
    };

    private static string[] Path(string field, ResourceDefinition definition)
    {
        if (field is "metadata.name" || (field is "metadata.namespace" && definition.Namespaced))
        {
            return field.Split('.');
        }

        return definition.SelectableFields.TryGetValue(field, out string? path)
            ? path.Split('.')
            : throw ApiErrors.BadRequest(definition.IsCustom || definition.SelectableFields.Count > 0
                ? $"field label not supported: {field}"
                : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }
}
