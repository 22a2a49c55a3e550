using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Controllers;

/// <summary>Deletes the objects of a CustomResourceDefinition that is being deleted, then the definition.</summary>
internal sealed class DefinitionController(ObjectRegistry registry, ObjectDeleter deleter)
{
    private readonly Dictionary<GroupResource, ObjectKey> _terminating = [];

    public void Handle(StoreEvent change)
    {
        if (change.Key.Resource == BuiltInResources.Definitions && change.Current is { } definition
            && definition.Summary.IsDeleting)
        {
            GroupResource resource = DefinitionPublisher.Resource(definition.Body);
            _terminating[resource] = definition.Key;
            Empty(resource);
            Finish(resource);
        }
        else if (change.Current is null && _terminating.ContainsKey(change.Key.Resource))
        {
            Finish(change.Key.Resource);
        }
    }

    private void Empty(GroupResource resource)
    {
        if (registry.Catalog.Find(resource) is not { } served)
        {
            return;
        }

        foreach (StoredObject stored in registry.Store.List(resource).Objects.Values)
        {
            Attempt.Unless404(() => deleter.Delete(served, stored.Key.Namespace, stored.Key.Name, new DeleteOptions()));
        }
    }

    private void Finish(GroupResource resource)
    {
        if (!registry.Store.List(resource).Objects.IsEmpty)
        {
            return;
        }

        ObjectKey key = _terminating[resource];
        ResourceDefinition own = registry.Catalog.Find(BuiltInResources.Definitions)!;
        _terminating.Remove(resource);
        Attempt.Unless404(
            () => registry.Update(own, string.Empty, key.Name, live => WithoutFinalizer(live.Copy()), new WriteOptions { Manager = "kube-apiserver", Unconditional = true }));
    }

    private static JsonObject WithoutFinalizer(JsonObject body)
    {
        JsonObject metadata = body.GetOrAdd("metadata");
        metadata["finalizers"] = JsonTree.ToArray(metadata.Array("finalizers").Texts().Where(f => f != DefinitionPublisher.Finalizer));
        return body;
    }
}
