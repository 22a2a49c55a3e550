using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Apply;

/// <summary>
/// A set of paths into a document, in the form of fieldsV1: a step is "f:name", "k:{key}" or "v:value", and a path is a
/// member of the set or only leads to members. Never changed once made.
/// </summary>
internal sealed class FieldSet
{
    public static readonly FieldSet Empty = new(false, []);
    public static readonly FieldSet Leaf = new(true, []);

    // In ordinal order of their steps; none is empty.
    private readonly KeyValuePair<string, FieldSet>[] _children;

    private FieldSet(bool isMember, KeyValuePair<string, FieldSet>[] children)
    {
        IsMember = isMember;
        _children = children;
    }

    public bool IsMember { get; }

    public IReadOnlyList<KeyValuePair<string, FieldSet>> Children => _children;

    public bool IsEmpty => !IsMember && _children.Length == 0;

    public FieldSet? this[string step]
    {
        get
        {
            int low = 0, high = _children.Length - 1;
            while (low <= high)
            {
                int middle = (low + high) / 2;
                int order = string.CompareOrdinal(_children[middle].Key, step);
                if (order == 0)
                {
                    return _children[middle].Value;
                }

                (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
            }

            return null;
        }
    }

    /// <summary>The set of these children, in any order; of two for one step the last counts.</summary>
    public static FieldSet Of(bool isMember, IEnumerable<KeyValuePair<string, FieldSet>> children)
    {
        var kept = new List<KeyValuePair<string, FieldSet>>();
        bool inOrder = true;
        foreach (KeyValuePair<string, FieldSet> child in children)
        {
            if (!child.Value.IsEmpty)
            {
                inOrder &= kept.Count == 0 || string.CompareOrdinal(kept[^1].Key, child.Key) < 0;
                kept.Add(child);
            }
        }

        return Made(isMember, inOrder ? kept : Sorted(kept));
    }

    public FieldSet Union(FieldSet other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other))
        {
            return this;
        }

        return IsEmpty
            ? other
            : Made(IsMember || other.IsMember, Walk(other, static (own, others) => own is null ? others : others is null ? own : own.Union(others)));
    }

    public FieldSet Intersect(FieldSet other) => IsEmpty || other.IsEmpty ? Empty : Made(
        IsMember && other.IsMember, Walk(other, static (own, others) => own is null || others is null ? null : own.Intersect(others)));

    public FieldSet Except(FieldSet other) => IsEmpty || other.IsEmpty ? this : Made(
        IsMember && !other.IsMember, Walk(other, static (own, others) => own is null || others is null ? own : own.Except(others)));

    /// <summary>The set without the given top-level fields and all below them.</summary>
    public FieldSet Without(Func<string, bool> step) => Of(IsMember, _children.Where(c => !step(c.Key)));

    public bool SetEquals(FieldSet other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (IsMember != other.IsMember || _children.Length != other._children.Length)
        {
            return false;
        }

        for (int i = 0; i < _children.Length; i++)
        {
            if (_children[i].Key != other._children[i].Key || !_children[i].Value.SetEquals(other._children[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Every member as a path for people: .spec.ports[name="in"].flow</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (IsMember)
        {
            yield return prefix;
        }

        foreach ((string step, FieldSet child) in _children)
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
        if (IsMember && _children.Length > 0)
        {
            json["."] = new JsonObject();
        }

        foreach ((string step, FieldSet child) in _children)
        {
            json[step] = child.ToJson();
        }

        return json;
    }

    public static FieldSet FromJson(JsonObject json, bool isRoot = true) => Of(
        json.ContainsKey(".") || (json.Count == 0 && !isRoot),
        json.Where(p => p.Key != ".").Select(p => KeyValuePair.Create(p.Key, FromJson(p.Value as JsonObject ?? [], false))));

    private static List<KeyValuePair<string, FieldSet>> Sorted(List<KeyValuePair<string, FieldSet>> children)
    {
        List<KeyValuePair<string, FieldSet>> sorted = [.. children];
        sorted.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (int i = 1; i < sorted.Count; i++)
        {
            if (sorted[i - 1].Key == sorted[i].Key)
            {
                return [.. children.GroupBy(c => c.Key, StringComparer.Ordinal).Select(same => same.Last()).OrderBy(c => c.Key, StringComparer.Ordinal)];
            }
        }

        return sorted;
    }

    private static FieldSet Made(bool isMember, List<KeyValuePair<string, FieldSet>> children) =>
        children.Count > 0 ? new FieldSet(isMember, [.. children]) : isMember ? Leaf : Empty;

    // The steps of both sets in order, with what becomes of each; null and empty ones are left out.
    private List<KeyValuePair<string, FieldSet>> Walk(FieldSet other, Func<FieldSet?, FieldSet?, FieldSet?> join)
    {
        var joined = new List<KeyValuePair<string, FieldSet>>(Math.Max(_children.Length, other._children.Length));
        for (int i = 0, j = 0; i < _children.Length || j < other._children.Length;)
        {
            int order = i == _children.Length ? 1 : j == other._children.Length ? -1 : string.CompareOrdinal(_children[i].Key, other._children[j].Key);
            string step = order <= 0 ? _children[i].Key : other._children[j].Key;
            if (join(order <= 0 ? _children[i].Value : null, order >= 0 ? other._children[j].Value : null) is { IsEmpty: false } child)
            {
                joined.Add(KeyValuePair.Create(step, child));
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return joined;
    }

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
