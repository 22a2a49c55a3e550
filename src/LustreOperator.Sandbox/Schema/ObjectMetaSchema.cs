using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Schema;

/// <summary>The schema of metadata, as far as merging, pruning and field ownership need it.</summary>
internal static class ObjectMetaSchema
{
    public static JsonObject Create() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["name"] = Of("string"),
            ["generateName"] = Of("string"),
            ["namespace"] = Of("string"),
            ["selfLink"] = Of("string"),
            ["uid"] = Of("string"),
            ["resourceVersion"] = Of("string"),
            ["generation"] = Of("integer"),
            ["creationTimestamp"] = Nullable(Of("string")),
            ["deletionTimestamp"] = Of("string"),
            ["deletionGracePeriodSeconds"] = Of("integer"),
            ["labels"] = Map(),
            ["annotations"] = Map(),
            ["finalizers"] = new JsonObject { ["type"] = "array", ["items"] = Of("string"), ["x-kubernetes-list-type"] = "set" },
            ["ownerReferences"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = OwnerReference(),
                ["x-kubernetes-list-type"] = "map",
                ["x-kubernetes-list-map-keys"] = new JsonArray("uid"),
            },
            ["managedFields"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
            },
        },
    };

    private static JsonObject OwnerReference() => new()
    {
        ["type"] = "object",
        ["x-kubernetes-map-type"] = "atomic",
        ["properties"] = new JsonObject
        {
            ["apiVersion"] = Of("string"),
            ["kind"] = Of("string"),
            ["name"] = Of("string"),
            ["uid"] = Of("string"),
            ["controller"] = Of("boolean"),
            ["blockOwnerDeletion"] = Of("boolean"),
        },
    };

    private static JsonObject Of(string type) => new() { ["type"] = type };

    private static JsonObject Map() => new() { ["type"] = "object", ["additionalProperties"] = Of("string") };

    private static JsonObject Nullable(JsonObject schema)
    {
        schema["nullable"] = true;
        return schema;
    }
}
