using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Hosts;

/// <summary>The objects that make a host's identity, in the order in which they are made; each says only what we own of it.</summary>
internal static class HostObjects
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    public static IReadOnlyList<HostObject> Of(HostIdentity identity) =>
    [
        // The admin's own: no field of its spec is ever ours. That there is one is, or an API server would ascribe the defaults to somebody
        // (before-first-apply) and write the object again at the next run.
        Make(Kinds.KvmHosts, "", identity.Host, new JsonObject { ["spec"] = new JsonObject() }),
        Labelled(Kinds.ServiceAccounts, identity.Namespace, identity.Agent, identity, new JsonObject { ["automountServiceAccountToken"] = false }),

        // Made here, for the agent has no right to make one; whoever holds it writes its spec.
        Labelled(Kinds.Leases, identity.Namespace, identity.Lease, identity, []),
        Labelled(Kinds.Roles, identity.Namespace, identity.Agent, identity, new JsonObject
        {
            ["rules"] = new JsonArray(Rule("coordination.k8s.io", "leases", identity.Lease, "get", "update")),
        }),
        Labelled(Kinds.RoleBindings, identity.Namespace, identity.Agent, identity, Binding("Role", identity.Agent, identity)),

        // list and watch by name hold for requests with the field selector metadata.name only; the agent's are such.
        Labelled(Kinds.ClusterRoles, "", identity.Agent, identity, new JsonObject
        {
            ["rules"] = new JsonArray(
                Rule(ApiNames.Group, KvmHost.Plural, identity.Host, "get", "list", "watch"),
                Rule(ApiNames.Group, KvmHost.Plural + "/status", identity.Host, "patch")),
        }),
        Labelled(Kinds.ClusterRoleBindings, "", identity.Agent, identity, Binding("ClusterRole", identity.Agent, identity)),
        Labelled(Kinds.ClusterRoleBindings, "", identity.SharedBinding, identity, Binding("ClusterRole", HostIdentity.SharedRole, identity)),
    ];

    private static HostObject Labelled(
        ResourceKind<JsonObject> kind, string inNamespace, string name, HostIdentity identity, JsonObject fields)
    {
        HostObject made = Make(kind, inNamespace, name, fields);
        made.Fields["metadata"]!["labels"] = new JsonObject
        {
            ["app.kubernetes.io/name"] = "lustre-agent",
            ["app.kubernetes.io/part-of"] = "lustre-operator",
            ["app.kubernetes.io/managed-by"] = ClusterAccess.FieldManager,
            [ApiNames.HostLabel] = identity.Host,
        };
        return made;
    }

    private static HostObject Make(ResourceKind<JsonObject> kind, string inNamespace, string name, JsonObject fields)
    {
        JsonObject metadata = new() { ["name"] = name };
        if (kind.IsNamespaced)
        {
            metadata["namespace"] = inNamespace;
        }

        JsonObject whole = new() { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind, ["metadata"] = metadata };
        foreach ((string field, JsonNode? value) in fields)
        {
            whole[field] = value?.DeepClone();
        }

        return new HostObject(kind, new ObjectKey(inNamespace, name), whole);
    }

    private static JsonObject Rule(string group, string resource, string name, params string[] verbs) => new()
    {
        ["apiGroups"] = new JsonArray(group),
        ["resources"] = new JsonArray(resource),
        ["resourceNames"] = new JsonArray(name),
        ["verbs"] = new JsonArray([.. verbs.Select(verb => JsonValue.Create(verb))]),
    };

    private static JsonObject Binding(string roleKind, string role, HostIdentity identity) => new()
    {
        ["roleRef"] = new JsonObject { ["apiGroup"] = RbacGroup, ["kind"] = roleKind, ["name"] = role },
        ["subjects"] = new JsonArray(new JsonObject
        {
            ["kind"] = "ServiceAccount",
            ["name"] = identity.Agent,
            ["namespace"] = identity.Namespace,
        }),
    };
}
