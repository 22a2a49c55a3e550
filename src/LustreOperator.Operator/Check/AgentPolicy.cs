using System.Text.Json.Nodes;

namespace LustreOperator.Operator;

/// <summary>What holds agents to their hosts, as deploy/agent-policy.yaml names it, which a test holds equal to this.</summary>
internal static class AgentPolicy
{
    public const string Group = "admissionregistration.k8s.io";

    private const string Prefix = "lustre-operator-agent-";
    private const string MachineEvents = Prefix + "machine-events";
    private const string Mend = "install deploy/agent-policy.yaml of this version";

    /// <summary>By the name of each policy, and of its binding, its first condition.</summary>
    public static IReadOnlyDictionary<string, string> Policies { get; } = new Dictionary<string, string>
    {
        [Prefix + "machines"] = ByAnAgent,
        [Prefix + "hosts"] = ByAnAgent,
        [Prefix + "leases"] = ByAnAgent,
        [Prefix + "events"] = ByAnAgent,
        [MachineEvents] = ByAnAgent,
        [Prefix + "identities"] = "object.roleRef.name == 'lustre-operator-agent'",
    };

    private static string ByAnAgent => "request.userInfo.username.matches('^system:serviceaccount:[^:]+:lustre-agent-')";

    /// <summary>Judges what is installed; an object that is not there is missing in its dictionary.</summary>
    public static CheckResult Judge(IReadOnlyDictionary<string, JsonNode> policies, IReadOnlyDictionary<string, JsonNode> bindings)
    {
        // Documented as the one that a lab of many machines may do without (deploy/README.md).
        bool isGivenUp = policies.ContainsKey(MachineEvents) && !bindings.ContainsKey(MachineEvents);
        return new CheckResult(
            "policies",
            $"{Policies.Count} hold the agents of every namespace to their hosts",
            [
                .. Policies.Select(policy => OfPolicy(policy.Key, policy.Value, policies.GetValueOrDefault(policy.Key))).OfType<string>(),
                .. Policies.Keys.Where(name => !isGivenUp || name != MachineEvents)
                    .Select(name => OfBinding(name, bindings.GetValueOrDefault(name))).OfType<string>(),
            ],
            isGivenUp ? [$"{MachineEvents} is not bound: an agent may tell, in its own name, of other hosts' machines"] : []);
    }

    private static string? OfPolicy(string name, string condition, JsonNode? found)
    {
        JsonNode? spec = found?["spec"];
        return found is null ? $"there is no ValidatingAdmissionPolicy {name}; {Mend}"
            : (string?)spec?["failurePolicy"] != "Fail" ? $"{name} lets through what it cannot judge: spec.failurePolicy is not Fail; {Mend}"
            : (string?)(spec["matchConditions"] as JsonArray)?.FirstOrDefault()?["expression"] != condition
                ? $"{name} looks at other requests than this version's; {Mend}"
            : found["status"]?["typeChecking"]?["expressionWarnings"] is JsonArray { Count: > 0 } warnings
                ? $"the API server says of {name}: {warnings[0]?["fieldRef"]}: {warnings[0]?["warning"]}; {Mend}"
            : null;
    }

    private static string? OfBinding(string name, JsonNode? found)
    {
        JsonNode? spec = found?["spec"];
        return found is null ? $"there is no ValidatingAdmissionPolicyBinding {name}; {Mend}"
            : (string?)spec?["policyName"] != name ? $"the binding {name} is of {(string?)spec?["policyName"] ?? "no policy"}; {Mend}"
            : (spec["validationActions"] as JsonArray)?.Any(action => (string?)action == "Deny") != true
                ? $"{name} denies nothing: spec.validationActions lacks Deny; {Mend}"
            : null;
    }
}
