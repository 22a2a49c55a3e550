using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Lifecycle;

/// <summary>The fields of an object that the server sets, whatever a client sends.</summary>
internal static class ServerFields
{
    /// <summary>Takes from the live object what this endpoint cannot change.</summary>
    public static void Keep(ResourceDefinition definition, JsonObject live, JsonObject body, WriteOptions options)
    {
        if (options.Subresource == "finalize")
        {
            JsonNode? finalizers = body.At("spec", "finalizers")?.DeepClone();
            foreach (string name in live.Select(p => p.Key).Where(k => k is not ("apiVersion" or "kind")).ToArray())
            {
                body[name] = live[name]?.DeepClone();
            }

            body.GetOrAdd("spec")["finalizers"] = finalizers;
        }
        else if (options.Subresource == "status")
        {
            foreach (string name in body.Select(p => p.Key).Where(k => k is not ("status" or "apiVersion" or "kind")).ToArray())
            {
                body.Remove(name);
            }

            foreach ((string name, JsonNode? value) in live)
            {
                if (name != "status")
                {
                    body[name] = value?.DeepClone();
                }
            }
        }
        else if (definition.HasStatus)
        {
            KeepField(body, live, "status");
            if (definition.Name == BuiltInResources.Namespaces)
            {
                KeepField(body, live, "spec");
            }
        }

        JsonObject metadata = body.GetOrAdd("metadata");
        JsonObject old = live.Object("metadata")!;
        foreach (string field in (string[])
            ["name", "namespace", "uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generateName"])
        {
            KeepField(metadata, old, field);
        }
    }

    private static void KeepField(JsonObject body, JsonObject live, string field)
    {
        if (live[field] is { } value)
        {
            body[field] = value.DeepClone();
        }
        else
        {
            body.Remove(field);
        }
    }

    public static JsonObject Without(JsonObject config)
    {
        JsonObject copy = config.Copy();
        copy.Object("metadata")?.Remove("creationTimestamp");
        copy.Object("metadata")?.Remove("managedFields");
        return copy;
    }

    /// <summary>Fills in defaults, and drops empty metadata.</summary>
    public static void Complete(ResourceDefinition definition, JsonObject body)
    {
        body["apiVersion"] = definition.ApiVersion;
        body["kind"] = definition.Kind;
        JsonObject metadata = body.GetOrAdd("metadata");
        foreach (string field in (string[])["labels", "annotations", "finalizers", "ownerReferences"])
        {
            if (metadata[field] is null or JsonObject { Count: 0 } or JsonArray { Count: 0 })
            {
                metadata.Remove(field);
            }
        }

        if (definition.IsCustom)
        {
            Defaulter.Apply(body, definition.Schema);
        }
        else
        {
            try
            {
                TypedReader.Read(body, definition.Type!);
            }
            catch (DocumentException e)
            {
                // What was decoded has been read already; this is what an applied configuration made.
                throw new ApiException(500, null, $"failed to convert new object to proper version: {e.Message}");
            }
        }

        definition.Behavior.Normalize(body);
    }

    public static void Fill(JsonObject body, JsonObject zero)
    {
        foreach ((string name, JsonNode? value) in zero)
        {
            if (!body.TryGetPropertyValue(name, out JsonNode? own))
            {
                body[name] = value?.DeepClone();
            }
            else if (own is JsonObject o && value is JsonObject z)
            {
                Fill(o, z);
            }
        }
    }
}
