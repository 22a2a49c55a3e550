using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>The one place that decides who may do what: by the stored roles and bindings.</summary>
internal sealed class RbacAuthorizer(ObjectStore store)
{
    public bool IsAllowed(UserInfo user, AccessAttributes wanted) =>
        user.Groups.Contains(UserInfo.Masters) || RulesFor(user, wanted.Namespace).Any(rule => Allows(rule, wanted));

    /// <summary>Every rule that binds a user in a namespace (empty: cluster-wide).</summary>
    public IEnumerable<JsonObject> RulesFor(UserInfo user, string ns)
    {
        if (user.Groups.Contains(UserInfo.Masters))
        {
            return [new JsonObject { ["verbs"] = new JsonArray("*"), ["apiGroups"] = new JsonArray("*"), ["resources"] = new JsonArray("*") },
                new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") }];
        }

        IEnumerable<StoredObject> bindings = store.List(BuiltInResources.ClusterRoleBindings).Objects.Values;
        if (ns.Length > 0)
        {
            bindings = bindings.Concat(store.List(BuiltInResources.RoleBindings).Objects.Values.Where(b => b.Key.Namespace == ns));
        }

        return bindings.Where(b => (b.Body.Array("subjects") ?? []).Any(s => IsSubject(s, user, b.Key.Namespace))).SelectMany(Rules);
    }

    private IEnumerable<JsonObject> Rules(StoredObject binding)
    {
        string name = binding.Body.Text("roleRef", "name") ?? string.Empty;
        ObjectKey role = binding.Body.Text("roleRef", "kind") == "Role"
            ? new ObjectKey(BuiltInResources.Roles, binding.Key.Namespace, name)
            : new ObjectKey(BuiltInResources.ClusterRoles, string.Empty, name);
        return (store.Get(role)?.Body.Array("rules") ?? []).OfType<JsonObject>();
    }

    private static bool IsSubject(JsonNode? subject, UserInfo user, string bindingNamespace)
    {
        string name = subject.Text("name") ?? string.Empty;
        return subject.Text("kind") switch
        {
            "User" => user.Name == name,
            "Group" => user.Groups.Contains(name),
            "ServiceAccount" => user.Name == $"system:serviceaccount:{subject.Text("namespace") ?? bindingNamespace}:{name}",
            _ => false,
        };
    }

    private static bool Allows(JsonObject rule, AccessAttributes wanted)
    {
        if (!Has(rule, "verbs", wanted.Verb))
        {
            return false;
        }

        if (!wanted.IsResource)
        {
            return rule.Array("nonResourceURLs").Texts().Any(p =>
                p == wanted.Path || (p.EndsWith('*') && wanted.Path.StartsWith(p[..^1], StringComparison.Ordinal)));
        }

        return Has(rule, "apiGroups", wanted.Group)
            && (Has(rule, "resources", wanted.FullResource)
                || (wanted.Subresource.Length > 0 && rule.Array("resources").Texts().Contains($"*/{wanted.Subresource}")))
            && (rule.Array("resourceNames") is not { Count: > 0 } names || names.Texts().Contains(wanted.Name));
    }

    private static bool Has(JsonObject rule, string list, string value) => rule.Array(list).Texts().Any(v => v == "*" || v == value);
}
