using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>The roles every cluster has, as far as clients rely on them.</summary>
internal static class BootstrapRoles
{
    private const string Reads = """ "verbs":["get","list","watch"] """;
    private const string Writes = """ "verbs":["create","delete","deletecollection","get","list","patch","update","watch"] """;

    public static void Create(ObjectRegistry registry)
    {
        Role(registry, "cluster-admin", """{"verbs":["*"],"apiGroups":["*"],"resources":["*"]},{"verbs":["*"],"nonResourceURLs":["*"]}""");
        Role(registry, "admin", $$"""{{{Writes}},"apiGroups":["","apps","rbac.authorization.k8s.io"],"resources":["*"]}""");
        Role(
            registry, "edit",
            $$"""{{{Writes}},"apiGroups":["","apps"],"resources":["configmaps","deployments","events","pods","secrets","serviceaccounts","services"]}""");
        Role(
            registry, "view",
            $$"""{{{Reads}},"apiGroups":["","apps"],"resources":["configmaps","deployments","events","namespaces","pods","serviceaccounts","services"]}""");
        Role(registry, "system:basic-user", """
            {"verbs":["create"],"apiGroups":["authorization.k8s.io"],"resources":["selfsubjectaccessreviews","selfsubjectrulesreviews"]},
            {"verbs":["create"],"apiGroups":["authentication.k8s.io"],"resources":["selfsubjectreviews"]}
            """);
        Role(registry, "system:discovery", """
            {"verbs":["get"],"nonResourceURLs":["/api","/api/*","/apis","/apis/*","/healthz","/livez","/openapi","/openapi/*","/readyz","/version","/version/"]}
            """);
        Role(registry, "system:public-info-viewer", """{"verbs":["get"],"nonResourceURLs":["/healthz","/livez","/readyz","/version","/version/"]}""");
        Bind(registry, "cluster-admin", UserInfo.Masters);
        Bind(registry, "system:basic-user", UserInfo.Authenticated);
        Bind(registry, "system:discovery", UserInfo.Authenticated);
        Bind(registry, "system:public-info-viewer", UserInfo.Authenticated, "system:unauthenticated");
    }

    private static void Role(ObjectRegistry registry, string name, string rules) =>
        Add(registry, BuiltInResources.ClusterRoles, name, new JsonObject { ["rules"] = JsonNode.Parse($"[{rules}]") });

    private static void Bind(ObjectRegistry registry, string name, params string[] groups) =>
        Add(registry, BuiltInResources.ClusterRoleBindings, name, new JsonObject
        {
            ["roleRef"] = new JsonObject { ["apiGroup"] = BuiltInResources.Rbac, ["kind"] = "ClusterRole", ["name"] = name },
            ["subjects"] = new JsonArray(
            [
                .. groups.Select(g => new JsonObject { ["kind"] = "Group", ["apiGroup"] = BuiltInResources.Rbac, ["name"] = g }),
            ]),
        });

    private static void Add(ObjectRegistry registry, GroupResource resource, string name, JsonObject body)
    {
        body["metadata"] = new JsonObject { ["name"] = name };
        registry.Create(registry.Catalog.Find(resource)!, string.Empty, body, new WriteOptions { Manager = "kube-apiserver" });
    }
}
