using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Lifecycle;

/// <summary>Deletes objects, or marks them when finalizers hold them.</summary>
internal sealed class ObjectDeleter(ObjectRegistry registry)
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";

    /// <summary>The last state of the object, and whether it is gone now.</summary>
    public (StoredObject Object, bool Gone) Delete(ResourceDefinition definition, string ns, string name, DeleteOptions options)
    {
        ObjectKey key = definition.Key(ns, name);
        while (true)
        {
            StoredObject stored = registry.Store.Get(key) ?? throw ApiErrors.NotFound(definition.Name, name);
            CheckPreconditions(definition, stored, options);
            if (definition.Behavior.DeletionFault(name) is { } fault)
            {
                throw ApiErrors.Forbidden(definition.Name, name, fault);
            }

            options.Admit?.Invoke(name, null, definition.Read(stored));
            if (definition.Name == BuiltInResources.Definitions || definition.Name == BuiltInResources.Namespaces)
            {
                if (Terminate(definition, stored, options) is { } marked)
                {
                    return (marked, false);
                }

                continue;
            }

            JsonObject body = stored.Copy();
            AddFinalizers(body, options);
            if (body.Array("metadata", "finalizers") is not { Count: > 0 })
            {
                if (options.DryRun || registry.Store.TryRemove(key, stored.Revision))
                {
                    return (stored, true);
                }

                continue;
            }

            if (Mark(definition, stored, body, options) is { } held)
            {
                return (held, false);
            }
        }
    }

    private static void CheckPreconditions(ResourceDefinition definition, StoredObject stored, DeleteOptions options)
    {
        if (options.Uid is { } uid && uid != stored.Uid)
        {
            throw ApiErrors.Conflict(
                definition.QualifiedKind, definition.Group, definition.Kind, stored.Key.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({stored.Uid}). "
                + "The object might have been deleted and then recreated");
        }

        string live = stored.Revision.ToString(CultureInfo.InvariantCulture);
        if (options.ResourceVersion is { } version && version != live)
        {
            throw ApiErrors.Conflict(
                definition.QualifiedKind, definition.Group, definition.Kind, stored.Key.Name,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({live}). "
                + "The object might have been modified");
        }
    }

    private static void AddFinalizers(JsonObject body, DeleteOptions options)
    {
        JsonObject metadata = body.GetOrAdd("metadata");
        List<string> finalizers = [.. metadata.Array("finalizers").Texts().Where(f => f is not (ForegroundFinalizer or OrphanFinalizer))];
        if (options.Propagation == DeleteOptions.Foreground)
        {
            finalizers.Add(ForegroundFinalizer);
        }
        else if (options.Propagation == DeleteOptions.Orphan)
        {
            finalizers.Add(OrphanFinalizer);
        }

        metadata.Remove("finalizers");
        if (finalizers.Count > 0)
        {
            metadata["finalizers"] = JsonTree.ToArray(finalizers);
        }
    }

    private StoredObject? Mark(ResourceDefinition definition, StoredObject stored, JsonObject body, DeleteOptions options)
    {
        JsonObject metadata = body.GetOrAdd("metadata");
        if (metadata["deletionTimestamp"] is not null)
        {
            if (JsonTree.Same(body, stored.Body))
            {
                return stored;
            }
        }
        else
        {
            metadata["deletionTimestamp"] = registry.Now;
            metadata["deletionGracePeriodSeconds"] = 0;
            if (metadata.Integer("generation") is { } generation && definition.HasGeneration)
            {
                metadata["generation"] = generation + 1;
            }
        }

        return options.DryRun ? StoredObject.Unstored(stored.Key, body, stored.Revision) : registry.Store.TryPut(stored.Key, body, stored.Revision);
    }

    /// <summary>Definitions and namespaces first empty what they hold; their controllers take them away afterwards.</summary>
    private StoredObject? Terminate(ResourceDefinition definition, StoredObject stored, DeleteOptions options)
    {
        if (options.DryRun || stored.Summary.IsDeleting)
        {
            return stored;
        }

        if (definition.Name == BuiltInResources.Definitions)
        {
            return new DefinitionPublisher(registry).MarkTerminating(stored);
        }

        JsonObject body = stored.Copy();
        body.GetOrAdd("metadata")["deletionTimestamp"] = registry.Now;
        body.GetOrAdd("status")["phase"] = "Terminating";
        return registry.Store.TryPut(stored.Key, body, stored.Revision);
    }
}
