using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Discovery;

/// <summary>The schemas that all kinds share.</summary>
internal static class OpenApiMeta
{
    public const string Prefix = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private const string Text = """{"type":"string"}""";

    public static JsonObject Schemas()
    {
        var schemas = new JsonObject();
        Add(schemas, "ObjectMeta", "Metadata that every stored object has.", $$$"""
            {"name":{{{Text}}},"generateName":{{{Text}}},"namespace":{{{Text}}},"selfLink":{{{Text}}},"uid":{{{Text}}},"resourceVersion":{{{Text}}},
            "generation":{"type":"integer","format":"int64"},"creationTimestamp":{{{Ref("Time")}}},"deletionTimestamp":{{{Ref("Time")}}},
            "deletionGracePeriodSeconds":{"type":"integer","format":"int64"},
            "labels":{"type":"object","additionalProperties":{"type":"string"}},
            "annotations":{"type":"object","additionalProperties":{"type":"string"}},
            "finalizers":{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"},
            "ownerReferences":{"type":"array","items":{{{Ref("OwnerReference")}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["uid"]},
            "managedFields":{"type":"array","items":{{{Ref("ManagedFieldsEntry")}}},"x-kubernetes-list-type":"atomic"}}
            """);
        Add(schemas, "ListMeta", "Metadata that every list has.", $$$"""
            {"continue":{{{Text}}},"remainingItemCount":{"type":"integer","format":"int64"},"resourceVersion":{{{Text}}},"selfLink":{{{Text}}}}
            """);
        Add(schemas, "OwnerReference", "An object that owns this one.", $$$"""
            {"apiVersion":{{{Text}}},"kind":{{{Text}}},"name":{{{Text}}},"uid":{{{Text}}},"controller":{"type":"boolean"},"blockOwnerDeletion":{"type":"boolean"}}
            """);
        Add(schemas, "ManagedFieldsEntry", "The fields that one manager owns.", $$$"""
            {"manager":{{{Text}}},"operation":{{{Text}}},"apiVersion":{{{Text}}},"time":{{{Ref("Time")}}},"fieldsType":{{{Text}}},
            "fieldsV1":{{{Ref("FieldsV1")}}},"subresource":{{{Text}}}}
            """);
        Add(schemas, "DeleteOptions", "How to delete an object.", $$$"""
            {"apiVersion":{{{Text}}},"kind":{{{Text}}},"gracePeriodSeconds":{"type":"integer","format":"int64"},"orphanDependents":{"type":"boolean"},
            "propagationPolicy":{{{Text}}},"preconditions":{{{Ref("Preconditions")}}},
            "dryRun":{"type":"array","items":{"type":"string"} } }
            """);
        Add(schemas, "Preconditions", "What must hold before an operation.", $$$"""{"uid":{{{Text}}},"resourceVersion":{{{Text}}}}""");
        Add(schemas, "Status", "The answer of a call that returns no object.", $$$"""
            {"apiVersion":{{{Text}}},"kind":{{{Text}}},"metadata":{{{Ref("ListMeta")}}},"status":{{{Text}}},"message":{{{Text}}},"reason":{{{Text}}},
            "details":{{{Ref("StatusDetails")}}},"code":{"type":"integer","format":"int32"}}
            """);
        Add(schemas, "StatusDetails", "More about a failure.", $$$"""
            {"name":{{{Text}}},"group":{{{Text}}},"kind":{{{Text}}},"uid":{{{Text}}},"causes":{"type":"array","items":{{{Ref("StatusCause")}}}},
            "retryAfterSeconds":{"type":"integer","format":"int32"}}
            """);
        Add(schemas, "StatusCause", "One cause of a failure.", $$$"""{"field":{{{Text}}},"message":{{{Text}}},"reason":{{{Text}}}}""");
        schemas[Prefix + "FieldsV1"] = new JsonObject { ["description"] = "A set of fields.", ["type"] = "object" };
        schemas[Prefix + "Patch"] = new JsonObject { ["description"] = "A change to an object.", ["type"] = "object" };
        schemas[Prefix + "Time"] = new JsonObject { ["description"] = "A moment.", ["type"] = "string", ["format"] = "date-time" };
        return schemas;
    }

    private static string Ref(string name) => $$$"""{"allOf":[{"$ref":"#/components/schemas/{{{Prefix}}}{{{name}}}"}]}""";

    private static void Add(JsonObject schemas, string name, string description, string properties) => schemas[Prefix + name] = new JsonObject
    {
        ["description"] = description,
        ["type"] = "object",
        ["properties"] = JsonNode.Parse(properties),
    };
}
