using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Cluster;

/// <summary>Where LustreOperator is installed: what is installed says it itself, in the binding of the operator's rights.</summary>
internal static class Installation
{
    private static readonly ObjectKey s_operator = new("", "lustre-operator");

    /// <summary>The operator's namespace; the one of deploy/ where nothing is installed or we may not look.</summary>
    public static async Task<string> NamespaceAsync(KubernetesClient client, CancellationToken cancel) =>
        await SubjectNamespaceAsync(client, s_operator, cancel) ?? ApiNames.SystemNamespace;

    /// <summary>Namespace of the service account that a ClusterRoleBinding names; null when there is none, or we may not look.</summary>
    public static async Task<string?> SubjectNamespaceAsync(KubernetesClient client, ObjectKey binding, CancellationToken cancel)
    {
        try
        {
            JsonObject? found = await client.FindAsync(Kinds.ClusterRoleBindings, binding, cancel);
            return (found?["subjects"] as JsonArray)?.Select(subject => (string?)subject?["namespace"]).FirstOrDefault(name => name is { Length: > 0 });
        }
        catch (KubernetesStatusException refusal) when (refusal.IsForbidden)
        {
            return null;
        }
    }

    /// <summary>An object of deploy/ as an installation in another namespace has it.</summary>
    public static JsonObject Move(JsonObject document, string inNamespace)
    {
        JsonObject moved = document.DeepClone().AsObject();
        if (moved["metadata"]!["namespace"] is not null)
        {
            moved["metadata"]!["namespace"] = inNamespace;
        }
        else if ((string?)moved["kind"] == Kinds.Namespaces.Kind)
        {
            moved["metadata"]!["name"] = inNamespace;
        }

        foreach (JsonNode? subject in moved["subjects"] as JsonArray ?? [])
        {
            subject!["namespace"] = inNamespace;
        }

        return moved;
    }
}
