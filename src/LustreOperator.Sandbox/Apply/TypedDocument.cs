using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Apply;

/// <summary>Merging, comparing and cutting documents by the types of their schema.</summary>
internal static class TypedDocument
{
    /// <summary>The fields a configuration speaks about.</summary>
    public static FieldSet Fields(JsonNode? node, StructuralSchema schema)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } o when !schema.IsAtomicMap:
                return FieldSet.Of(false, o.Select(p =>
                {
                    FieldSet child = Fields(p.Value, schema.Field(p.Key));
                    bool entry = p.Value is null or JsonObject { Count: 0 } || !schema.Properties.ContainsKey(p.Key);
                    return KeyValuePair.Create("f:" + p.Key, entry ? child.Union(FieldSet.Leaf) : child);
                }));
            case JsonArray a when ListItems.IsAssociative(schema):
                return FieldSet.Of(a.Count == 0, a.Select(item => KeyValuePair.Create(
                    ListItems.Step(item, schema), Fields(item, schema.Item).Union(FieldSet.Leaf))));
            default:
                return FieldSet.Leaf;
        }
    }

    public static Comparison Compare(JsonNode? before, JsonNode? after, StructuralSchema schema) =>
        CompareExisting(before, after, schema);

    /// <summary>The live document with a configuration laid over it.</summary>
    public static JsonNode? Merge(JsonNode? live, JsonNode? config, StructuralSchema schema)
    {
        switch (live, config)
        {
            case (JsonObject l, JsonObject c) when !schema.IsAtomicMap:
                var merged = new JsonObject();
                foreach ((string name, JsonNode? value) in l)
                {
                    merged[name] = c.TryGetPropertyValue(name, out JsonNode? wanted) ? Merge(value, wanted, schema.Field(name)) : value?.DeepClone();
                }

                foreach ((string name, JsonNode? value) in c)
                {
                    if (!l.ContainsKey(name))
                    {
                        merged[name] = Merge(null, value, schema.Field(name));
                    }
                }

                return merged;
            case (JsonArray l, JsonArray c) when ListItems.IsAssociative(schema):
                return MergeLists(l, c, schema);
            default:
                return config?.DeepClone();
        }
    }

    /// <summary>The document without the given fields; null when nothing is left of it.</summary>
    public static JsonNode? Remove(JsonNode? node, FieldSet fields, StructuralSchema schema)
    {
        switch (node)
        {
            case JsonObject o when !schema.IsAtomicMap:
                var rest = new JsonObject();
                foreach ((string name, JsonNode? value) in o)
                {
                    FieldSet? below = fields["f:" + name];
                    if (below is null)
                    {
                        rest[name] = value?.DeepClone();
                    }
                    else if (!below.IsMember)
                    {
                        rest[name] = Remove(value, below, schema.Field(name));
                    }
                }

                return rest.Count == 0 ? null : rest;
            case JsonArray a when ListItems.IsAssociative(schema):
                var items = new JsonArray();
                foreach (JsonNode? item in a)
                {
                    FieldSet? below = fields[ListItems.Step(item, schema)];
                    if (below is null)
                    {
                        items.Add(item?.DeepClone());
                    }
                    else if (!below.IsMember)
                    {
                        items.Add(Remove(item, below, schema.Item));
                    }
                }

                return items.Count == 0 ? null : items;
            default:
                return node?.DeepClone();
        }
    }

    /// <summary>Counts the declared fields on the way to members as members themselves.</summary>
    public static FieldSet WithNamedParents(FieldSet set, StructuralSchema schema) => FieldSet.Of(
        set.IsMember,
        set.Children.Select(c =>
        {
            StructuralSchema below = c.Key[0] == 'f' ? schema.Field(c.Key[2..]) : schema.Item;
            FieldSet child = WithNamedParents(c.Value, below);
            bool named = c.Key[0] == 'f' && c.Value.Children.Count > 0 && schema.Properties.ContainsKey(c.Key[2..]);
            return KeyValuePair.Create(c.Key, named ? child.Union(FieldSet.Leaf) : child);
        }));

    private static Comparison CompareExisting(JsonNode? before, JsonNode? after, StructuralSchema schema)
    {
        switch (before, after)
        {
            case (JsonObject b, JsonObject a) when !schema.IsAtomicMap && (b.Count > 0 || a.Count > 0):
                return CompareMembers(b, a, "f:", schema.Field);
            case (JsonArray b, JsonArray a) when ListItems.IsAssociative(schema) && (b.Count > 0 || a.Count > 0):
                return JsonTree.Same(b, a)
                    ? Comparison.None
                    : CompareMembers(ListItems.Index(b, schema), ListItems.Index(a, schema), string.Empty, _ => schema.Item);
            default:
                return JsonTree.Same(before, after) ? Comparison.None : Comparison.Changed;
        }
    }

    private static Comparison CompareMembers(
        IDictionary<string, JsonNode?> before, IDictionary<string, JsonNode?> after, string prefix, Func<string, StructuralSchema> schema)
    {
        var changes = new List<(string Step, Comparison Change)>();
        foreach ((string name, JsonNode? value) in before)
        {
            bool stays = after.TryGetValue(name, out JsonNode? now);
            Add(name, CompareField(true, value, stays, now, schema(name)));
        }

        foreach ((string name, JsonNode? value) in after)
        {
            if (!before.ContainsKey(name))
            {
                Add(name, CompareField(false, null, true, value, schema(name)));
            }
        }

        return changes.Count == 0 ? Comparison.None : Comparison.Of(changes);

        void Add(string name, Comparison change)
        {
            if (change != Comparison.None)
            {
                changes.Add((prefix + name, change));
            }
        }
    }

    private static Comparison CompareField(bool had, JsonNode? before, bool has, JsonNode? after, StructuralSchema schema)
    {
        if (had && has)
        {
            // A null and a container: what is in the container counts as added or removed, the container itself stays.
            return (before, after) switch
            {
                (null, not null) => Comparison.Added(AllPaths(after, schema), keepRoot: false),
                (not null, null) => Comparison.Removed(AllPaths(before, schema), keepRoot: false),
                _ => CompareExisting(before, after, schema),
            };
        }

        return has ? Comparison.Added(AllPaths(after, schema), keepRoot: true) : Comparison.Removed(AllPaths(before, schema), keepRoot: true);
    }

    /// <summary>Every path in a document, containers included.</summary>
    private static FieldSet AllPaths(JsonNode? node, StructuralSchema schema) => node switch
    {
        JsonObject o when !schema.IsAtomicMap =>
            FieldSet.Of(true, o.Select(p => KeyValuePair.Create("f:" + p.Key, AllPaths(p.Value, schema.Field(p.Key))))),
        JsonArray a when ListItems.IsAssociative(schema) =>
            FieldSet.Of(true, a.Select(i => KeyValuePair.Create(ListItems.Step(i, schema), AllPaths(i, schema.Item)))),
        _ => FieldSet.Leaf,
    };

    private static JsonArray MergeLists(JsonArray live, JsonArray config, StructuralSchema schema)
    {
        Dictionary<string, JsonNode?> old = ListItems.Index(live, schema);
        Dictionary<string, JsonNode?> wanted = ListItems.Index(config, schema);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var merged = new JsonArray();
        var rest = new Queue<string>(wanted.Keys);
        foreach (string step in old.Keys)
        {
            if (!wanted.ContainsKey(step))
            {
                merged.Add(old[step]?.DeepClone());
                continue;
            }

            // Shared items come in the order of the configuration, with its new items before them.
            while (!done.Contains(step) && rest.TryDequeue(out string? next))
            {
                done.Add(next);
                merged.Add(Merge(old.GetValueOrDefault(next), wanted[next], schema.Item));
            }
        }

        foreach (string step in rest)
        {
            merged.Add(Merge(null, wanted[step], schema.Item));
        }

        return merged;
    }
}
