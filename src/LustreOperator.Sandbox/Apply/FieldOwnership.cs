using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Apply;

/// <summary>Moves field ownership on a write, and computes what an applied configuration makes of an object.</summary>
internal static class FieldOwnership
{
    private static readonly HashSet<string> s_untrackedMetadata = new(StringComparer.Ordinal)
    {
        "f:name", "f:namespace", "f:creationTimestamp", "f:selfLink", "f:uid", "f:generation", "f:managedFields",
        "f:resourceVersion", "f:deletionTimestamp", "f:deletionGracePeriodSeconds",
    };

    /// <summary>Ownership after a plain write: the writer takes what it changed, all others lose what changed under them.</summary>
    public static ManagedFields Update(
        JsonObject live, JsonObject updated, ManagedFields owners, FieldManager manager, OwnershipScope scope, string time)
    {
        Comparison change = TypedDocument.Compare(live, updated, scope.Schema).Select(s => Tracked(s, scope));
        FieldSet written = change.Written;
        FieldSet own = owners.Of(manager).Except(change.RemovedFields).Union(written);
        FieldSet lost = written.Union(change.RemovedFields);
        ManagedFields others = owners.Without(e => e.Manager.Is(manager) ? FieldSet.Empty : lost);
        return others.With(manager, own, time).Capped();
    }

    /// <summary>The owners that an apply finds. Where nobody is known to own anything, what is there counts as one unnamed manager's.</summary>
    public static ManagedFields Before(JsonObject live, ManagedFields owners, JsonObject zero, FieldManager manager, OwnershipScope scope, string time) =>
        owners.Entries.IsEmpty
            ? Update(zero, live, owners, manager with { Name = "before-first-apply", Operation = FieldManager.Update }, scope, time)
            : owners;

    /// <summary>The object and its owners after a configuration was applied.</summary>
    /// <exception cref="ApplyConflictException">Others own fields that the configuration changes, and force was not given.</exception>
    public static (JsonObject Body, ManagedFields Owners) Apply(
        JsonObject live, JsonObject config, ManagedFields owners, FieldManager manager, bool force, OwnershipScope scope, string time)
    {
        StructuralSchema schema = scope.Schema;
        FieldSet last = owners.Of(manager);
        FieldSet wanted = Tracked(TypedDocument.Fields(config, schema), scope);
        ManagedFields claimed = owners.With(manager, wanted, time);
        var merged = (JsonObject)TypedDocument.Merge(live, config, schema)!;
        JsonObject body = last.IsEmpty ? merged : Prune(merged, last, claimed, schema);

        Comparison change = TypedDocument.Compare(live, body, schema).Select(s => Tracked(s, scope));
        FieldSet written = change.Written;
        var conflicts = claimed.Entries
            .Where(e => !e.Manager.Is(manager))
            .Select(e => (e.Manager, Fields: e.Fields.Intersect(written)))
            .Where(c => !c.Fields.IsEmpty)
            .ToList();
        if (conflicts.Count > 0 && !force)
        {
            FieldSet handedOver = manager.Name == LastApplied.Manager ? LastApplied.Fields(live, manager.ApiVersion, schema) : FieldSet.Empty;
            conflicts = [.. conflicts.Select(c => (c.Manager, Fields: c.Fields.Except(handedOver))).Where(c => !c.Fields.IsEmpty)];
            if (conflicts.Count > 0)
            {
                throw new ApplyConflictException(conflicts);
            }
        }

        FieldSet lost = written.Union(change.RemovedFields);
        ManagedFields after = claimed.Without(e => e.Manager.Is(manager) ? FieldSet.Empty : lost);
        return (body, after);
    }

    /// <summary>Removes what the manager owned and applies no more, unless somebody else owns it.</summary>
    private static JsonObject Prune(JsonObject merged, FieldSet last, ManagedFields owners, StructuralSchema schema)
    {
        FieldSet all = owners.All();
        if (last.Except(all).IsEmpty)
        {
            return merged;
        }

        FieldSet remove = TypedDocument.WithNamedParents(last, schema).Except(TypedDocument.WithNamedParents(all, schema));
        return TypedDocument.Remove(merged, remove, schema) as JsonObject ?? [];
    }

    private static FieldSet Tracked(FieldSet set, OwnershipScope scope)
    {
        FieldSet kept = set.Without(step => step is "f:apiVersion" or "f:kind" || scope.IsReset(step));
        if (kept["f:metadata"] is not { } metadata)
        {
            return kept;
        }

        FieldSet fields = FieldSet.Of(false, metadata.Children.Where(c => !s_untrackedMetadata.Contains(c.Key)));
        return FieldSet.Of(false, kept.Children.Where(c => c.Key != "f:metadata").Append(KeyValuePair.Create("f:metadata", fields)));
    }
}
