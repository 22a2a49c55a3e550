using System.Text.Json.Nodes;
using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>Rights to some resources, as a rule of a role gives them.</summary>
/// <param name="Group">API group; "" for core.</param>
/// <param name="Resources">Plurals, with a subresource behind a slash.</param>
/// <param name="Verbs">Of the API.</param>
/// <param name="Names">Of objects; empty: all.</param>
/// <param name="IsOwnNamespace">In the operator's own namespace; else in all of the cluster.</param>
internal sealed record RightsRule(string Group, string[] Resources, string[] Verbs, string[] Names, bool IsOwnNamespace);

/// <summary>One thing that somebody may or may not do.</summary>
internal sealed record Right(string Group, string Resource, string Verb, string Name, string Namespace)
{
    /// <summary>For people: <c>update leases.coordination.k8s.io lustre-operator-leader in lab</c>.</summary>
    public string Words =>
        $"{Verb} {Resource}{(Group.Length == 0 ? "" : $".{Group}")}{(Name.Length == 0 ? "" : $" {Name}")}{(Namespace.Length == 0 ? "" : $" in {Namespace}")}";

    /// <summary>The question whether whoever asks may.</summary>
    public JsonObject Review()
    {
        string[] parts = Resource.Split('/');
        return new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject
            {
                ["resourceAttributes"] = new JsonObject
                {
                    ["group"] = Group,
                    ["resource"] = parts[0],
                    ["subresource"] = parts.Length > 1 ? parts[1] : "",
                    ["verb"] = Verb,
                    ["name"] = Name,
                    ["namespace"] = Namespace,
                },
            },
        };
    }
}

/// <summary>What the operator needs: the rules of deploy/rbac-operator.yaml, which a test holds equal to these.</summary>
internal static class OperatorRights
{
    private const string Coordination = "coordination.k8s.io";

    public static IReadOnlyList<RightsRule> Rules { get; } =
    [
        Everywhere(ApiNames.Group, "lustreclusters", "get", "list", "watch", "patch"),
        Everywhere(ApiNames.Group, "lustreclusters/status", "patch"),
        Everywhere(ApiNames.Group, "lustreclusters/finalizers", "update"),
        Everywhere(ApiNames.Group, "lustremachines", "get", "list", "watch", "create", "patch", "delete"),
        Everywhere(ApiNames.Group, "lustremachines/status", "patch"),
        Everywhere(ApiNames.Group, "kvmhosts", "get", "list", "watch", "patch"),
        Everywhere(ApiNames.Group, "kvmhosts/status", "patch"),
        Everywhere("", "events", "create", "patch"),
        new(
            AgentPolicy.Group, ["validatingadmissionpolicies", "validatingadmissionpolicybindings"], ["get"], [.. AgentPolicy.Policies.Keys],
            IsOwnNamespace: false),
        new(Coordination, ["leases"], ["get", "list", "watch", "create"], [], IsOwnNamespace: true),
        new(Coordination, ["leases"], ["update"], [OperatorHost.LeaderLease], IsOwnNamespace: true),
    ];

    /// <summary>Each of them by itself, for an operator in a namespace.</summary>
    public static IEnumerable<Right> In(string inNamespace) =>
        from rule in Rules
        from resource in rule.Resources
        from verb in rule.Verbs
        from name in rule.Names.DefaultIfEmpty("")
        select new Right(rule.Group, resource, verb, name, rule.IsOwnNamespace ? inNamespace : "");

    /// <summary>Judges which were denied.</summary>
    public static CheckResult Judge(int asked, IReadOnlyList<Right> denied) => CheckResult.Of(
        "rights",
        $"all {asked} that the operator needs",
        [.. denied.Select(right => $"the operator may not {right.Words}; deploy/rbac-operator.yaml has its rights")]);

    private static RightsRule Everywhere(string group, string resource, params string[] verbs) => new(group, [resource], verbs, [], IsOwnNamespace: false);
}
