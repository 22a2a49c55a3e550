using System.Text.Json.Nodes;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.Sandbox;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Hosts;

/// <summary>Whether the cluster has the admission policies that hold agents to their hosts, and they look at the identities that we make.</summary>
internal static class AgentPolicies
{
    // What makes a policy look at a request at all; its rules may be a later version's.
    private static readonly string[] s_policyFields = ["failurePolicy", "matchConditions", "paramKind"];
    private static readonly string[] s_bindingFields = ["policyName", "validationActions", "paramRef", "matchResources"];

    /// <summary>What is wrong; null when all hold.</summary>
    public static async Task<string?> ProblemAsync(KubernetesClient client, CancellationToken cancel)
    {
        foreach (JsonObject carried in CarriedFiles.Read(CarriedFiles.Policies))
        {
            bool isPolicy = (string?)carried["kind"] == Kinds.AdmissionPolicies.Kind;
            ResourceKind<JsonObject> kind = isPolicy ? Kinds.AdmissionPolicies : Kinds.AdmissionPolicyBindings;
            ObjectKey key = kind.KeyOf(carried);
            JsonObject? installed;
            try
            {
                installed = await client.FindAsync(kind, key, cancel);
            }
            catch (KubernetesStatusException refusal) when (refusal.IsKindUnknown)
            {
                return $"the API server serves no {kind.Plural}.{kind.Group}/{kind.Version}, which need Kubernetes 1.30";
            }

            if (installed is null)
            {
                return $"there is no {kind.Kind} {key.Name}";
            }

            string[] fields = isPolicy ? s_policyFields : s_bindingFields;
            if (Array.Find(fields, field => !JsonNode.DeepEquals(installed["spec"]?[field], carried["spec"]![field])) is { } other)
            {
                return $"{kind.Kind} {key.Name} has another spec.{other} than this version's";
            }
        }

        return null;
    }
}
