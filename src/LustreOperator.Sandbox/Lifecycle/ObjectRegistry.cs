using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Apply;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Lifecycle;

/// <summary>Creates and changes objects: identity, generation, ownership, validation, and then one compare-and-swap.</summary>
internal sealed class ObjectRegistry(ObjectStore store, ResourceCatalog catalog, TimeProvider time)
{
    private const int Attempts = 100;
    private const int MaxGeneratedPrefix = 58;

    public ObjectStore Store => store;

    public ResourceCatalog Catalog => catalog;

    public string Now => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public StoredObject Create(ResourceDefinition definition, string ns, JsonObject body, WriteOptions options)
    {
        CheckNamespace(definition, ns, body.Text("metadata", "name") ?? body.Text("metadata", "generateName") ?? string.Empty);
        if (body.Text("metadata", "resourceVersion") is { Length: > 0 })
        {
            throw new ApiException(500, null, "resourceVersion should not be set on objects to be created");
        }

        ServerFields.Complete(definition, body);
        JsonObject empty = definition.Zero.Copy();
        ManagedFields owners = FieldOwnership.Update(
            empty, body, ManagedFields.None, Manager(definition, options, FieldManager.Update), definition.Scope(options.Subresource), Now);
        return Insert(definition, ns, body, owners, options);
    }

    /// <summary>
    /// Changes an object by a function of its live state, which makes another of it; repeats when others were faster, unless a version was asked for.
    /// </summary>
    public StoredObject Update(ResourceDefinition definition, string ns, string name, Func<JsonObject, JsonObject> change, WriteOptions options)
    {
        ObjectKey key = definition.Key(ns, name);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            StoredObject stored = store.Get(key) ?? throw ApiErrors.NotFound(definition.Name, name);
            JsonObject live = definition.Read(stored);
            JsonObject body = change(live);
            CheckVersion(definition, stored, body, options);
            CheckFixed(definition, live, body);
            ServerFields.Complete(definition, body);
            FieldManager manager = Manager(definition, options, FieldManager.Update);
            var before = ManagedFields.Read(live);
            ManagedFields given = GivenOwners(before, body, options);
            JsonNode? written = ManagedFields.Take(live);
            ManagedFields.Take(body);
            ManagedFields owners = FieldOwnership.Update(live, body, given, manager, definition.Scope(options.Subresource), Now);
            ServerFields.Keep(definition, live, body, options);
            if (Replace(definition, stored, new Former(live, before, written), body, owners, options) is { } result)
            {
                return result;
            }
        }

        throw ApiErrors.Modified(definition.Name, name);
    }

    /// <summary>Applies a configuration (server-side apply), creating the object if it does not exist.</summary>
    public (StoredObject Object, bool Created) Apply(ResourceDefinition definition, string ns, string name, JsonObject config, WriteOptions options)
    {
        ObjectKey key = definition.Key(ns, name);
        FieldManager manager = Manager(definition, options, FieldManager.Apply);
        OwnershipScope scope = definition.Scope(options.Subresource);
        JsonObject sent = config;
        config = ServerFields.Without(config);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            StoredObject? stored = store.Get(key);
            if (stored is null && options.Subresource.Length > 0)
            {
                throw ApiErrors.NotFound(definition.Name, name);
            }

            if (stored is null && config.Text("metadata", "uid") is { Length: > 0 } uid)
            {
                throw ApiErrors.UidOfNothing(definition.Name, name, uid);
            }

            try
            {
                if (stored is null)
                {
                    CheckNamespace(definition, ns, name);
                    (JsonObject created, ManagedFields first) =
                        FieldOwnership.Apply(definition.Zero.Copy(), config, ManagedFields.None, manager, options.Force, scope, Now);
                    Refresh(created);
                    ServerFields.Complete(definition, created);
                    return (Insert(definition, ns, created, first, options), true);
                }

                CheckVersion(definition, stored, config, options);
                JsonObject live = definition.Read(stored);
                var before = ManagedFields.Read(live);
                JsonNode? written = ManagedFields.Take(live);
                ManagedFields found = FieldOwnership.Before(live, before, definition.Zero, manager, scope, Now);
                (JsonObject body, ManagedFields owners) = FieldOwnership.Apply(live, config, found, manager, options.Force, scope, Now);
                Refresh(body);
                ServerFields.Complete(definition, body);
                ServerFields.Keep(definition, live, body, options);
                if (Replace(definition, stored, new Former(live, before, written), body, owners, options) is { } result)
                {
                    return (result, false);
                }
            }
            catch (ApplyConflictException conflict)
            {
                throw ApiErrors.ApplyConflict(conflict);
            }
        }

        throw ApiErrors.Modified(definition.Name, name);

        void Refresh(JsonObject body)
        {
            if (options.Manager == LastApplied.Manager)
            {
                LastApplied.Refresh(body, sent, MetadataRules.AnnotationBytes);
            }
        }
    }

    /// <summary>
    /// The owners before an update: those the client sends back, unless it cannot (a subresource) or does not know them; an
    /// empty list or one empty entry clears them.
    /// </summary>
    private static ManagedFields GivenOwners(ManagedFields before, JsonObject body, WriteOptions options)
    {
        if (options.Subresource.Length > 0 || body.At("metadata", "managedFields") is not JsonArray sent)
        {
            return before;
        }

        if (sent is [] or [JsonObject { Count: 0 }])
        {
            return ManagedFields.None;
        }

        var given = ManagedFields.Read(body);
        return given.Entries.IsEmpty ? before : given;
    }

    private StoredObject Insert(ResourceDefinition definition, string ns, JsonObject body, ManagedFields owners, WriteOptions options)
    {
        JsonObject metadata = body.GetOrAdd("metadata");
        if (metadata.Text("name") is null or "" && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = prefix[..Math.Min(prefix.Length, MaxGeneratedPrefix)] + RandomNumberGenerator.GetString("bcdfghjklmnpqrstvwxz2456789", 5);
        }

        if (definition.Namespaced)
        {
            metadata["namespace"] = ns;
        }

        foreach (string field in (string[])["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation", "resourceVersion"])
        {
            metadata.Remove(field);
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now;
        if (definition.HasGeneration)
        {
            metadata["generation"] = 1;
        }

        if (definition.HasStatus)
        {
            body.Remove("status");
            ServerFields.Fill(body, definition.Zero);
        }

        definition.Behavior.PrepareCreate(body);
        owners.Write(body);
        ObjectChecks.Validate(definition, body, null);
        if (definition.IsCustom)
        {
            ObjectChecks.WarnAboutFinalizers(body, null, options.Warnings);
        }

        string name = metadata.Text("name")!;
        ObjectKey key = definition.Key(ns, name);
        options.Admit?.Invoke(name, body, null);
        if (options.DryRun)
        {
            return store.Get(key) is null
                ? StoredObject.Unstored(key, definition.Behavior.ToStored(body), 0)
                : throw ApiErrors.AlreadyExists(definition.Name, name);
        }

        StoredObject created = store.TryPut(key, definition.Behavior.ToStored(body), 0) ?? throw ApiErrors.AlreadyExists(definition.Name, name);
        Committed(created);
        return created;
    }

    /// <summary>Stores a changed object; null when somebody else changed it meanwhile.</summary>
    private StoredObject? Replace(
        ResourceDefinition definition, StoredObject stored, Former former, JsonObject body, ManagedFields owners, WriteOptions options)
    {
        JsonObject live = former.Body;
        JsonObject metadata = body.GetOrAdd("metadata");
        if (definition.HasGeneration && live.Integer("metadata", "generation") is { } generation && IsNewGeneration(definition, live, body))
        {
            metadata["generation"] = generation + 1;
        }

        definition.Behavior.PrepareUpdate(live, body);
        ObjectChecks.Validate(definition, body, live);
        if (definition.IsCustom)
        {
            ObjectChecks.WarnAboutFinalizers(body, live, options.Warnings);
        }

        metadata["resourceVersion"] = live.Text("metadata", "resourceVersion");
        bool isSame = JsonTree.Same(body, live) && owners.SameExceptTimes(former.Owners);
        ManagedFields.Put(live, former.Written);
        owners.Write(body);
        options.Admit?.Invoke(stored.Key.Name, body, live);
        if (isSame)
        {
            return stored;
        }

        if (options.DryRun)
        {
            return StoredObject.Unstored(stored.Key, definition.Behavior.ToStored(body), stored.Revision);
        }

        if (metadata["deletionTimestamp"] is not null && metadata.Array("finalizers") is not { Count: > 0 } && !HoldsItself(definition))
        {
            // First, so that nobody who sees the definition gone still finds its resource served.
            Withdraw(stored);
            if (!store.TryRemove(stored.Key, stored.Revision))
            {
                return null;
            }

            return StoredObject.Unstored(stored.Key, definition.Behavior.ToStored(body), stored.Revision);
        }

        StoredObject? replaced = store.TryPut(stored.Key, definition.Behavior.ToStored(body), stored.Revision);
        if (replaced is not null)
        {
            Committed(replaced);
        }

        return replaced;
    }

    /// <summary>A namespace is held by spec.finalizers, which only its controller clears.</summary>
    private static bool HoldsItself(ResourceDefinition definition) => definition.Name == BuiltInResources.Namespaces;

    private static bool IsNewGeneration(ResourceDefinition definition, JsonObject live, JsonObject body)
    {
        bool Counts(string field) => field != "metadata" && !(field == "status" && definition.HasStatus);

        return live.Count(f => Counts(f.Key)) != body.Count(f => Counts(f.Key))
            || live.Any(f => Counts(f.Key) && !(body.TryGetPropertyValue(f.Key, out JsonNode? now) && JsonTree.Same(f.Value, now)));
    }

    /// <summary>What a write may say only as it is.</summary>
    private static void CheckFixed(ResourceDefinition definition, JsonObject live, JsonObject body)
    {
        var errors = new List<FieldError>();
        if (body.Text("metadata", "deletionTimestamp") is { } time && time != live.Text("metadata", "deletionTimestamp"))
        {
            errors.Add(FieldError.Invalid("metadata.deletionTimestamp", time, "field is immutable"));
        }

        if (definition.IsCustom && body.Text("apiVersion") is { Length: > 0 } version && version != definition.ApiVersion)
        {
            errors.Add(FieldError.Invalid("apiVersion", version, $"must be {definition.ApiVersion}"));
        }

        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(definition, live.Text("metadata", "name") ?? string.Empty, errors);
        }
    }

    private static void CheckVersion(ResourceDefinition definition, StoredObject stored, JsonObject body, WriteOptions options)
    {
        string name = stored.Key.Name;
        bool keepsMetadata = options.Subresource == "status" && definition.IsCustom;
        if (body.Text("metadata", "uid") is { Length: > 0 } uid && uid != stored.Uid && (options.ChecksUid || !keepsMetadata))
        {
            if (!options.ChecksUid)
            {
                var immutable = FieldError.Invalid("metadata.uid", uid, "field is immutable");
                throw ApiErrors.Invalid(definition, name, [immutable, immutable]);
            }

            throw ApiErrors.Conflict(
                definition.Name.ToString(), definition.Group, definition.Plural, name,
                $"StorageError: invalid object, Code: 4, Key: {stored.Key.Path}, ResourceVersion: 0, AdditionalErrorMsg: "
                + $"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored.Uid}");
        }

        string? version = body.Text("metadata", "resourceVersion");
        if (version is null or "" or "0")
        {
            if (!options.Unconditional)
            {
                throw ApiErrors.Invalid(
                    definition.Group, definition.Plural, name,
                    [FieldError.Invalid("metadata.resourceVersion", 0, "must be specified for an update")]);
            }
        }
        else if (version != stored.Revision.ToString(CultureInfo.InvariantCulture))
        {
            if (!ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                throw new ApiException(500, null, $"strconv.ParseUint: parsing \"{version}\": invalid syntax");
            }

            throw ApiErrors.Modified(definition.Name, name);
        }
    }

    private void CheckNamespace(ResourceDefinition definition, string ns, string name)
    {
        if (!definition.Namespaced)
        {
            return;
        }

        StoredObject found = store.Get(new ObjectKey(BuiltInResources.Namespaces, string.Empty, ns))
            ?? throw ApiErrors.NotFound(BuiltInResources.Namespaces, ns);
        if (found.Summary.IsDeleting)
        {
            throw ApiErrors.Terminating(definition.Name, name, ns);
        }
    }

    /// <summary>What was stored, without its owners, which make up half of it and are not compared as JSON.</summary>
    private sealed record Former(JsonObject Body, ManagedFields Owners, JsonNode? Written);

    private static FieldManager Manager(ResourceDefinition definition, WriteOptions options, string operation) =>
        new(options.Manager, operation, definition.ApiVersion, options.Subresource);

    private void Committed(StoredObject stored)
    {
        if (stored.Key.Resource == BuiltInResources.Definitions)
        {
            new DefinitionPublisher(this).Publish(stored);
        }
    }

    private void Withdraw(StoredObject stored)
    {
        if (stored.Key.Resource == BuiltInResources.Definitions)
        {
            new DefinitionPublisher(this).Withdraw(stored);
        }
    }
}
