using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Apply;

/// <summary>The owners of an object's fields (metadata.managedFields).</summary>
internal sealed record ManagedFields(ImmutableList<ManagedFieldsEntry> Entries)
{
    private const int MaxUpdaters = 10;
    private const string Ancient = "ancient-changes";

    public static readonly ManagedFields None = new([]);

    public static ManagedFields Read(JsonNode? body)
    {
        JsonArray entries = body.Array("metadata", "managedFields") ?? [];
        return new ManagedFields([.. entries.OfType<JsonObject>().Select(ManagedFieldsEntry.Read).OfType<ManagedFieldsEntry>()]);
    }

    /// <summary>Takes them out of an object as they are written there; null: there are none.</summary>
    public static JsonNode? Take(JsonObject body)
    {
        JsonObject? metadata = body.Object("metadata");
        JsonNode? written = metadata?["managedFields"];
        metadata?.Remove("managedFields");
        return written;
    }

    /// <summary>Puts back what was taken out.</summary>
    public static void Put(JsonObject body, JsonNode? written)
    {
        if (written is not null)
        {
            body.GetOrAdd("metadata")["managedFields"] = written;
        }
    }

    public FieldSet Of(FieldManager manager) => Entries.Find(e => e.Manager.Is(manager))?.Fields ?? FieldSet.Empty;

    public FieldSet All() => Entries.Aggregate(FieldSet.Empty, (all, e) => all.Union(e.Fields));

    /// <summary>The same owners with one set replaced; an owner of nothing is dropped.</summary>
    public ManagedFields With(FieldManager manager, FieldSet fields, string time)
    {
        ImmutableList<ManagedFieldsEntry> others = Entries.RemoveAll(e => e.Manager.Is(manager));
        return new ManagedFields(fields.IsEmpty ? others : others.Add(new ManagedFieldsEntry(manager, fields, time)));
    }

    /// <summary>
    /// The same owners with no more than ten updaters: the oldest of each API version are put together as "ancient-changes".
    /// </summary>
    public ManagedFields Capped()
    {
        if (Entries.Count <= MaxUpdaters)
        {
            return this;
        }

        ImmutableList<ManagedFieldsEntry> entries = Entries;
        var oldest = new Queue<ManagedFieldsEntry>(entries.Where(e => !e.Manager.IsApply)
            .OrderBy(e => e.Time, StringComparer.Ordinal).ThenBy(e => e.Manager.Name, StringComparer.Ordinal));
        var buckets = new Dictionary<string, ManagedFieldsEntry>(StringComparer.Ordinal);
        for (int count = oldest.Count; count > MaxUpdaters && oldest.TryDequeue(out ManagedFieldsEntry? entry);)
        {
            if (!buckets.TryGetValue(entry.Manager.ApiVersion, out ManagedFieldsEntry? bucket))
            {
                buckets[entry.Manager.ApiVersion] = entry;
                continue;
            }

            var merged = new ManagedFieldsEntry(
                new FieldManager(Ancient, FieldManager.Update, entry.Manager.ApiVersion, string.Empty), bucket.Fields.Union(entry.Fields), entry.Time);
            entries = entries.Remove(bucket).Remove(entry).Add(merged);
            buckets[entry.Manager.ApiVersion] = merged;
            count--;
        }

        return new ManagedFields(entries);
    }

    public ManagedFields Without(Func<ManagedFieldsEntry, FieldSet> lost) => new(
        [.. Entries.Select(e => e with { Fields = e.Fields.Except(lost(e)) }).Where(e => !e.Fields.IsEmpty)]);

    public bool SameExceptTimes(ManagedFields other) =>
        Entries.Count == other.Entries.Count && Entries.All(e => other.Of(e.Manager).SetEquals(e.Fields));

    public void Write(JsonObject body)
    {
        JsonObject metadata = body.GetOrAdd("metadata");
        if (Entries.IsEmpty)
        {
            metadata.Remove("managedFields");
            return;
        }

        IEnumerable<ManagedFieldsEntry> sorted = Entries
            .OrderBy(e => e.Manager.Operation, StringComparer.Ordinal)
            .ThenBy(e => e.Time, StringComparer.Ordinal)
            .ThenBy(e => e.Manager.Name, StringComparer.Ordinal)
            .ThenBy(e => e.Manager.ApiVersion, StringComparer.Ordinal)
            .ThenBy(e => e.Manager.Subresource, StringComparer.Ordinal);
        metadata["managedFields"] = new JsonArray([.. sorted.Select(e => e.ToJson())]);
    }
}
