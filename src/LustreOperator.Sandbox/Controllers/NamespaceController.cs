using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Controllers;

/// <summary>
/// Empties a namespace that is being deleted, three seconds later, and takes it away when nothing is left in it. A real one takes seconds too:
/// a command that deletes a namespace and what is in it by name (<c>kubectl delete -k</c>) finds it all.
/// </summary>
internal sealed class NamespaceController(ObjectRegistry registry, ObjectDeleter deleter, TimeProvider time)
{
    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(3);
    private readonly HashSet<string> _terminating = new(StringComparer.Ordinal);
    private readonly Queue<(string Namespace, long Since)> _waiting = [];

    /// <summary>How long until the next namespace is to be emptied; null when none waits.</summary>
    public TimeSpan? UntilDue =>
        _waiting.TryPeek(out (string Namespace, long Since) next)
            ? TimeSpan.FromTicks(Math.Max(0, (s_delay - time.GetElapsedTime(next.Since)).Ticks))
            : null;

    /// <summary>Empties the namespaces that have waited long enough.</summary>
    public void EmptyDue()
    {
        while (UntilDue == TimeSpan.Zero)
        {
            string ns = _waiting.Dequeue().Namespace;
            Empty(ns);
            Finish(ns);
        }
    }

    public void Handle(StoreEvent change)
    {
        if (change.Key.Resource == BuiltInResources.Namespaces)
        {
            if (change.Current?.Summary.IsDeleting == true && _terminating.Add(change.Key.Name))
            {
                _waiting.Enqueue((change.Key.Name, time.GetTimestamp()));
            }
        }
        else if (change.Current is null && _terminating.Contains(change.Key.Namespace) && _waiting.All(waits => waits.Namespace != change.Key.Namespace))
        {
            Finish(change.Key.Namespace);
        }
    }

    private void Empty(string ns)
    {
        foreach ((ResourceDefinition definition, StoredObject stored) in Contents(ns).ToArray())
        {
            Attempt.Unless404(() => deleter.Delete(definition, ns, stored.Key.Name, new DeleteOptions()));
        }
    }

    private void Finish(string ns)
    {
        StoredObject[] left = [.. Contents(ns).Select(c => c.Object)];
        if (left.Length > 0)
        {
            Tell(ns, left);
            return;
        }

        var key = new ObjectKey(BuiltInResources.Namespaces, string.Empty, ns);
        while (registry.Store.Get(key) is { } stored)
        {
            if (stored.Summary.Finalizers.Count > 0 || registry.Store.TryRemove(key, stored.Revision))
            {
                break;
            }
        }

        _terminating.Remove(ns);
    }

    private void Tell(string ns, StoredObject[] left)
    {
        ResourceDefinition own = registry.Catalog.Find(BuiltInResources.Namespaces)!;
        Attempt.Unless404(() => registry.Update(
            own, string.Empty, ns,
            live =>
            {
                JsonObject body = live.Copy();
                body.GetOrAdd("status")["conditions"] = NamespaceStatus.Conditions(left, body.Array("status", "conditions"), registry.Now);
                return body;
            },
            new WriteOptions { Manager = "kube-controller-manager", Subresource = "status", Unconditional = true }));
    }

    private IEnumerable<(ResourceDefinition Definition, StoredObject Object)> Contents(string ns) =>
        registry.Catalog.All.Where(d => d.Namespaced && d.Storage == d.Name)
            .DistinctBy(d => d.Storage)
            .SelectMany(d => registry.Store.List(d.Storage).Objects.Values.Where(o => o.Key.Namespace == ns).Select(o => (d, o)));
}
