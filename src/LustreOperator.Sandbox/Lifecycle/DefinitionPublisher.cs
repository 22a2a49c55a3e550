using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Apply;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Lifecycle;

/// <summary>Serves a CustomResourceDefinition as soon as it is stored, and says so in its status.</summary>
internal sealed class DefinitionPublisher(ObjectRegistry registry)
{
    public const string Finalizer = "customresourcecleanup.apiextensions.k8s.io";
    private const string Server = "kube-apiserver";

    public void Publish(StoredObject definition)
    {
        registry.Catalog.Serve(definition.Body);

        // Reading the resource begins its history now, so that watches from before it existed are refused.
        registry.Store.List(Resource(definition.Body));
        JsonObject? names = definition.Body.Object("spec", "names");
        if (JsonTree.Same(definition.Body.Object("status", "acceptedNames"), names) && definition.Body.At("status", "conditions") is JsonArray)
        {
            return;
        }

        JsonObject body = definition.Copy();
        JsonObject status = body.GetOrAdd("status");
        status["acceptedNames"] = names?.DeepClone();
        if (status["conditions"] is not JsonArray)
        {
            status["conditions"] = new JsonArray(
                Condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                Condition("Established", "InitialNamesAccepted", "the initial names have been accepted"));
        }

        WriteStatus(definition, body);
    }

    public void Withdraw(StoredObject definition)
    {
        registry.Catalog.Withdraw(definition.Key.Name);
        registry.Store.Forget(Resource(definition.Body));
    }

    /// <summary>Marks a definition for deletion; it goes when its objects are gone.</summary>
    public StoredObject? MarkTerminating(StoredObject definition)
    {
        JsonObject body = definition.Copy();
        JsonObject metadata = body.GetOrAdd("metadata");
        metadata["deletionTimestamp"] = registry.Now;
        metadata["finalizers"] = JsonTree.ToArray(
            metadata.Array("finalizers").Texts().Append(Finalizer).Distinct(StringComparer.Ordinal));
        if (body.Array("status", "conditions") is { } conditions)
        {
            conditions.Add((JsonNode)Condition(
                "Terminating", "InstanceDeletionPending",
                "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"));
        }

        return registry.Store.TryPut(definition.Key, body, definition.Revision);
    }

    public static GroupResource Resource(JsonObject definition) =>
        new(definition.Text("spec", "group") ?? string.Empty, definition.Text("spec", "names", "plural") ?? string.Empty);

    private void WriteStatus(StoredObject definition, JsonObject body)
    {
        ResourceDefinition own = registry.Catalog.Find(BuiltInResources.Definitions)!;
        var manager = new FieldManager(Server, FieldManager.Update, own.ApiVersion, "status");
        FieldOwnership.Update(
            definition.Body, body, ManagedFields.Read(definition.Body), manager, own.Scope("status"), registry.Now).Write(body);
        registry.Store.TryPut(definition.Key, body, definition.Revision);
    }

    private JsonObject Condition(string type, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["lastTransitionTime"] = registry.Now,
        ["reason"] = reason,
        ["message"] = message,
    };
}
