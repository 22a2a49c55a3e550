using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Apply;

/// <summary>
/// A set of paths into a document, in the form of fieldsV1: a step is "f:name", "k:{key}" or "v:value", and a path is a
/// member of the set or only leads to members. Never changed once made.
/// </summary>
internal sealed class FieldSet
{
    public static readonly FieldSet Empty = new(false, new SortedDictionary<string, FieldSet>(StringComparer.Ordinal));
    public static readonly FieldSet Leaf = new(true, new SortedDictionary<string, FieldSet>(StringComparer.Ordinal));

    public FieldSet(bool isMember, SortedDictionary<string, FieldSet> children)
    {
        IsMember = isMember;
        Children = children;
    }

    public bool IsMember { get; }

    public SortedDictionary<string, FieldSet> Children { get; }

    public bool IsEmpty => !IsMember && Children.Count == 0;

    public FieldSet? this[string step] => Children.GetValueOrDefault(step);

    public static FieldSet Of(bool isMember, IEnumerable<KeyValuePair<string, FieldSet>> children)
    {
        var kept = new SortedDictionary<string, FieldSet>(StringComparer.Ordinal);
        foreach ((string step, FieldSet child) in children)
        {
            if (!child.IsEmpty)
            {
                kept[step] = child;
            }
        }

        return kept.Count == 0 ? (isMember ? Leaf : Empty) : new FieldSet(isMember, kept);
    }

    public FieldSet Union(FieldSet other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other))
        {
            return this;
        }

        return IsEmpty ? other : Of(
            IsMember || other.IsMember,
            Children.Keys.Union(other.Children.Keys)
                .Select(k => KeyValuePair.Create(k, (this[k] ?? Empty).Union(other[k] ?? Empty))));
    }

    public FieldSet Intersect(FieldSet other) => IsEmpty || other.IsEmpty ? Empty : Of(
        IsMember && other.IsMember,
        Children.Where(c => other.Children.ContainsKey(c.Key))
            .Select(c => KeyValuePair.Create(c.Key, c.Value.Intersect(other[c.Key]!))));

    public FieldSet Except(FieldSet other) => IsEmpty || other.IsEmpty ? this : Of(
        IsMember && !other.IsMember,
        Children.Select(c => KeyValuePair.Create(c.Key, other[c.Key] is { } o ? c.Value.Except(o) : c.Value)));

    /// <summary>The set without the given top-level fields and all below them.</summary>
    public FieldSet Without(Func<string, bool> step) => Of(IsMember, Children.Where(c => !step(c.Key)));

    public bool SetEquals(FieldSet other) => Except(other).IsEmpty && other.Except(this).IsEmpty;

    /// <summary>Every member as a path for people: .spec.ports[name="in"].flow</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (IsMember)
        {
            yield return prefix;
        }

        foreach ((string step, FieldSet child) in Children)
        {
            foreach (string path in child.Paths(prefix + ShowStep(step)))
            {
                yield return path;
            }
        }
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (IsMember && Children.Count > 0)
        {
            json["."] = new JsonObject();
        }

        foreach ((string step, FieldSet child) in Children)
        {
            json[step] = child.ToJson();
        }

        return json;
    }

    public static FieldSet FromJson(JsonObject json, bool isRoot = true) => Of(
        json.ContainsKey(".") || (json.Count == 0 && !isRoot),
        json.Where(p => p.Key != ".").Select(p => KeyValuePair.Create(p.Key, FromJson(p.Value as JsonObject ?? [], false))));

    private static string ShowStep(string step)
    {
        string rest = step[2..];
        return step[0] switch
        {
            'k' when JsonNode.Parse(rest) is JsonObject key =>
                $"[{string.Join(",", key.Select(p => $"{p.Key}={Documents.JsonTree.ToText(p.Value)}"))}]",
            'v' => $"[={rest}]",
            'i' => $"[{rest}]",
            _ => $".{rest}",
        };
    }
}
