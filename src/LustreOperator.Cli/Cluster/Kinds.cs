using System.Text.Json.Nodes;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Cluster;

/// <summary>The kinds of object that this program reads and writes.</summary>
internal static class Kinds
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Admission = "admissionregistration.k8s.io";

    public static ResourceKind<JsonObject> Namespaces { get; } = Of("", "v1", "namespaces", "Namespace", isNamespaced: false);

    public static ResourceKind<JsonObject> ServiceAccounts { get; } = Of("", "v1", "serviceaccounts", "ServiceAccount");

    public static ResourceKind<JsonObject> Leases { get; } = Of("coordination.k8s.io", "v1", "leases", "Lease");

    public static ResourceKind<JsonObject> Roles { get; } = Of(Rbac, "v1", "roles", "Role");

    public static ResourceKind<JsonObject> RoleBindings { get; } = Of(Rbac, "v1", "rolebindings", "RoleBinding");

    public static ResourceKind<JsonObject> ClusterRoles { get; } = Of(Rbac, "v1", "clusterroles", "ClusterRole", isNamespaced: false);

    public static ResourceKind<JsonObject> ClusterRoleBindings { get; } =
        Of(Rbac, "v1", "clusterrolebindings", "ClusterRoleBinding", isNamespaced: false);

    public static ResourceKind<JsonObject> AdmissionPolicies { get; } =
        Of(Admission, "v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", isNamespaced: false);

    public static ResourceKind<JsonObject> AdmissionPolicyBindings { get; } =
        Of(Admission, "v1", "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", isNamespaced: false);

    public static ResourceKind<JsonObject> KvmHosts { get; } = Of(ApiResources.Hosts);

    public static ResourceKind<JsonObject> LustreClusters { get; } = Of(ApiResources.Clusters);

    public static ResourceKind<JsonObject> LustreMachines { get; } = Of(ApiResources.Machines);

    private static ResourceKind<JsonObject> Of<T>(ResourceKind<T> kind)
        where T : class => Of(kind.Group, kind.Version, kind.Plural, kind.Kind, kind.IsNamespaced);

    private static ResourceKind<JsonObject> Of(string group, string version, string plural, string kind, bool isNamespaced = true) =>
        new(group, version, plural, kind, isNamespaced, ClusterJson.Default.JsonObject, Identify);

    private static ObjectIdentity Identify(JsonObject value)
    {
        JsonNode? metadata = value["metadata"];
        return new ObjectIdentity(Text(metadata, "namespace"), Text(metadata, "name"), Text(metadata, "uid"), Text(metadata, "resourceVersion"));
    }

    private static string Text(JsonNode? node, string field) => (string?)node?[field] ?? "";
}
