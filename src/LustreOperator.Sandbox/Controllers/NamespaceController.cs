using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Controllers;

/// <summary>Empties a namespace that is being deleted, and takes it away when nothing is left in it.</summary>
internal sealed class NamespaceController(ObjectRegistry registry, ObjectDeleter deleter)
{
    private readonly HashSet<string> _terminating = new(StringComparer.Ordinal);

    public void Handle(StoreEvent change)
    {
        if (change.Key.Resource == BuiltInResources.Namespaces)
        {
            if (change.Current?.Summary.IsDeleting == true && _terminating.Add(change.Key.Name))
            {
                Empty(change.Key.Name);
                Finish(change.Key.Name);
            }
        }
        else if (change.Current is null && _terminating.Contains(change.Key.Namespace))
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
            body =>
            {
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
