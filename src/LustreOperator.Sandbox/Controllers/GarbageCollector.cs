using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Controllers;

/// <summary>
/// Deletes objects whose owners are gone. An owner deleted in the foreground waits for the dependents that block it; an
/// owner deleted as orphan lets its dependents go first.
/// </summary>
internal sealed class GarbageCollector(ObjectRegistry registry, ObjectDeleter deleter)
{
    private readonly Dictionary<string, ObjectKey> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<ObjectKey>> _dependents = new(StringComparer.Ordinal);

    public void Handle(StoreEvent change)
    {
        foreach (string owner in OwnersOf(change.Previous))
        {
            _dependents.GetValueOrDefault(owner)?.Remove(change.Key);
        }

        foreach (string owner in OwnersOf(change.Current))
        {
            if (!_dependents.TryGetValue(owner, out HashSet<ObjectKey>? keys))
            {
                _dependents[owner] = keys = [];
            }

            keys.Add(change.Key);
        }

        if (change.Current is { } current)
        {
            _byUid[current.Uid] = current.Key;
            CollectIfOrphaned(current);
            if (current.Summary.IsDeleting)
            {
                AdvanceDeletion(current);
            }
        }
        else if (change.Previous is { } gone)
        {
            _byUid.Remove(gone.Uid);
            foreach (StoredObject dependent in Dependents(gone.Uid))
            {
                CollectIfOrphaned(dependent);
            }

            _dependents.Remove(gone.Uid);
            foreach (string owner in OwnersOf(gone))
            {
                if (_byUid.TryGetValue(owner, out ObjectKey key) && registry.Store.Get(key) is { } waiting)
                {
                    AdvanceDeletion(waiting);
                }
            }
        }
    }

    /// <summary>Moves an owner on that is deleted with its dependents, or from them.</summary>
    private void AdvanceDeletion(StoredObject owner)
    {
        IReadOnlyList<string> finalizers = owner.Summary.Finalizers;
        if (finalizers.Contains(ObjectDeleter.OrphanFinalizer))
        {
            foreach (StoredObject dependent in Dependents(owner.Uid))
            {
                Change(dependent, body => RemoveOwner(body, owner.Uid));
            }

            Change(owner, body => RemoveFinalizer(body, ObjectDeleter.OrphanFinalizer));
        }
        else if (finalizers.Contains(ObjectDeleter.ForegroundFinalizer))
        {
            StoredObject[] dependents = [.. Dependents(owner.Uid)];
            foreach (StoredObject dependent in dependents.Where(d => !d.Summary.IsDeleting))
            {
                Delete(dependent, DeleteOptions.Foreground);
            }

            if (!Dependents(owner.Uid).Any(d => Blocks(d, owner.Uid)))
            {
                Change(owner, body => RemoveFinalizer(body, ObjectDeleter.ForegroundFinalizer));
            }
        }
    }

    private void CollectIfOrphaned(StoredObject stored)
    {
        string[] owners = [.. OwnersOf(stored)];
        string[] missing = [.. stored.Summary.Owners.Where(o => IsMissing(o, stored.Key.Namespace)).Select(o => o.Uid)];
        if (missing.Length == 0 || stored.Summary.IsDeleting)
        {
            return;
        }

        if (missing.Length == owners.Length)
        {
            Delete(stored, "Background");
            return;
        }

        Change(stored, body => missing.Aggregate(body, RemoveOwner));
    }

    /// <summary>
    /// Whether an owner is known not to be. It is looked for as it is named, and in the namespace of what it owns: one in another namespace is
    /// none. Nothing is concluded of a kind that is not served, nor of an owner in a namespace for what is in none.
    /// </summary>
    private bool IsMissing(OwnerReference owner, string ns) =>
        registry.Catalog.FindKind(owner.ApiVersion, owner.Kind) is { } kind
        && !(kind.Namespaced && ns.Length == 0)
        && registry.Store.Get(kind.Key(ns, owner.Name))?.Uid != owner.Uid;

    private IEnumerable<StoredObject> Dependents(string uid) =>
        (_dependents.GetValueOrDefault(uid) ?? []).ToArray().Select(registry.Store.Get).OfType<StoredObject>();

    private void Delete(StoredObject stored, string propagation)
    {
        if (registry.Catalog.Find(stored.Key.Resource) is { } definition)
        {
            var options = new DeleteOptions { Uid = stored.Uid, Propagation = propagation };
            Attempt.Unless404(() => deleter.Delete(definition, stored.Key.Namespace, stored.Key.Name, options));
        }
    }

    private void Change(StoredObject stored, Func<JsonObject, JsonObject> change)
    {
        if (registry.Catalog.Find(stored.Key.Resource) is { } definition)
        {
            var options = new WriteOptions { Manager = "kube-controller-manager", Unconditional = true };
            Attempt.Unless404(() => registry.Update(definition, stored.Key.Namespace, stored.Key.Name, live => change(live.Copy()), options));
        }
    }

    private static IEnumerable<string> OwnersOf(StoredObject? stored) =>
        stored?.Summary.Owners.Select(o => o.Uid) ?? [];

    private static bool Blocks(StoredObject dependent, string uid) =>
        dependent.Summary.Owners.Any(o => o.Uid == uid && o.Blocks);

    private static JsonObject RemoveOwner(JsonObject body, string uid)
    {
        JsonObject metadata = body.GetOrAdd("metadata");
        metadata["ownerReferences"] = new JsonArray(
            [.. (metadata.Array("ownerReferences") ?? []).Where(o => o.Text("uid") != uid).Select(o => o?.DeepClone())]);
        return body;
    }

    private static JsonObject RemoveFinalizer(JsonObject body, string finalizer)
    {
        JsonObject metadata = body.GetOrAdd("metadata");
        metadata["finalizers"] = JsonTree.ToArray(metadata.Array("finalizers").Texts().Where(f => f != finalizer));
        return body;
    }
}
