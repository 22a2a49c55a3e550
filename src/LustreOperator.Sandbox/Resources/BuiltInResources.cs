using LustreOperator.Sandbox.Storage;
using LustreOperator.Sandbox.Tables;

namespace LustreOperator.Sandbox.Resources;

/// <summary>The kinds served without a CustomResourceDefinition: those that the product uses or ships, and those that kubectl asks for beside them.</summary>
internal static class BuiltInResources
{
    public const string Rbac = "rbac.authorization.k8s.io";
    public const string Extensions = "apiextensions.k8s.io";
    public const string Admission = "admissionregistration.k8s.io";

    public static readonly GroupResource Namespaces = new("", "namespaces");
    public static readonly GroupResource ServiceAccounts = new("", "serviceaccounts");
    public static readonly GroupResource ConfigMaps = new("", "configmaps");
    public static readonly GroupResource Events = new("", "events");
    public static readonly GroupResource Definitions = new(Extensions, "customresourcedefinitions");
    public static readonly GroupResource Roles = new(Rbac, "roles");
    public static readonly GroupResource RoleBindings = new(Rbac, "rolebindings");
    public static readonly GroupResource ClusterRoles = new(Rbac, "clusterroles");
    public static readonly GroupResource ClusterRoleBindings = new(Rbac, "clusterrolebindings");

    public static IReadOnlyList<ResourceDefinition> All { get; } =
    [
        Of("", "Namespace", "namespaces", "ns") with
        {
            Namespaced = false, HasStatus = true, Behavior = new NamespaceBehavior(), Columns = StandardColumns.Namespaces,
            SelectableFields = Fields("status.phase"), Verbs = [.. ResourceDefinition.AllVerbs.Where(v => v != "deletecollection")],
        },
        Of("", "ConfigMap", "configmaps", "cm") with { Behavior = new ConfigMapBehavior(), Columns = StandardColumns.ConfigMaps },
        Of("", "Secret", "secrets") with { Behavior = new SecretBehavior(), Columns = StandardColumns.Secrets, SelectableFields = Fields("type") },
        Of("", "ServiceAccount", "serviceaccounts", "sa") with
        {
            Columns = StandardColumns.ServiceAccounts, NeedsVersionToUpdate = true, AnswersDeleted = true,
        },
        Of("", "Event", "events", "ev") with
        {
            Behavior = new EventBehavior(), Columns = StandardColumns.Events, SelectableFields = EventBehavior.CoreFields, AllowsCreateOnUpdate = true,
        },
        Of("", "Node", "nodes", "no") with
        {
            Namespaced = false, HasStatus = true, SelectableFields = Fields("spec.unschedulable=false"),
        },
        Of("", "Pod", "pods", "po") with
        {
            HasStatus = true, Categories = ["all"], Behavior = new PodBehavior(), SelectableFields = Fields(
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork=false", "status.phase",
                "status.podIP", "status.podIPs", "status.nominatedNodeName"),
        },
        Of("", "Service", "services", "svc") with
        {
            HasStatus = true, Categories = ["all"], AnswersDeleted = true, Behavior = new ServiceBehavior(),
            SelectableFields = Fields("spec.clusterIP", "spec.type"),
        },
        Of("events.k8s.io", "Event", "events", "ev") with
        {
            Behavior = new EventV1Behavior(), Columns = StandardColumns.Events, SelectableFields = EventBehavior.V1Fields,
            Storage = Events, AllowsCreateOnUpdate = true,
        },
        Of("apps", "Deployment", "deployments", "deploy") with
        {
            HasStatus =
                true, HasGeneration = true, HasScale = true, Categories = ["all"], Behavior = new DeploymentBehavior(), Columns = StandardColumns.Deployments,
        },
        Of("coordination.k8s.io", "Lease", "leases") with
        {
            Columns = StandardColumns.Leases, AllowsCreateOnUpdate = true, NeedsVersionToUpdate = true, Behavior = new LeaseBehavior(),
        },
        Role("Role", "roles") with { Columns = StandardColumns.NameAndCreated },
        Role("ClusterRole", "clusterroles") with { Namespaced = false, Columns = StandardColumns.NameAndCreated },
        RoleBinding("RoleBinding", "rolebindings"),
        RoleBinding("ClusterRoleBinding", "clusterrolebindings") with { Namespaced = false },
        Policy("ValidatingAdmissionPolicy", "validatingadmissionpolicies") with { HasStatus = true, Columns = StandardColumns.Policies },
        Policy("MutatingWebhookConfiguration", "mutatingwebhookconfigurations"),
        Policy("ValidatingWebhookConfiguration", "validatingwebhookconfigurations"),
        Policy("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings") with { Columns = StandardColumns.PolicyBindings },
        Of(Extensions, "CustomResourceDefinition", "customresourcedefinitions", "crd", "crds") with
        {
            Namespaced = false, HasStatus = true, HasGeneration = true, Behavior = new DefinitionBehavior(), NeedsVersionToUpdate = true,
            Categories = ["api-extensions"], Columns = StandardColumns.Definitions,
        },
        Review("authorization.k8s.io", "SelfSubjectAccessReview"),
        Review("authorization.k8s.io", "SelfSubjectRulesReview"),
        Review("authorization.k8s.io", "SubjectAccessReview"),
        Review("authorization.k8s.io", "LocalSubjectAccessReview") with { Namespaced = true },
        Review("authentication.k8s.io", "SelfSubjectReview"),
        Review("authentication.k8s.io", "TokenReview"),
    ];

    private static ResourceDefinition Of(string group, string kind, string plural, params string[] shortNames) => new()
    {
        Group = group,
        Version = "v1",
        Kind = kind,
        Plural = plural,
        Singular = kind.ToLowerInvariant(),
        ShortNames = shortNames,
        Type = KindFacts.Kind(group, kind),
    };

    private static ResourceDefinition Role(string kind, string plural) => Of(Rbac, kind, plural) with
    {
        Behavior = new RoleBehavior(),
        AllowsCreateOnUpdate = true,
    };

    private static ResourceDefinition RoleBinding(string kind, string plural) => Of(Rbac, kind, plural) with
    {
        Behavior = new RoleBindingBehavior(),
        AllowsCreateOnUpdate = true,
        Columns = StandardColumns.RoleBindings,
    };

    private static ResourceDefinition Policy(string kind, string plural) => Of(Admission, kind, plural) with
    {
        Namespaced = false,
        HasGeneration = true,
        Behavior = new PolicyBehavior(),
    };

    private static ResourceDefinition Review(string group, string kind) => Of(group, kind, kind.ToLowerInvariant() + "s") with
    {
        Namespaced = false,
        Verbs = ["create"],
    };

    /// <summary>Fields that selectors may name: path, or path=what it counts as when unset.</summary>
    private static Dictionary<string, string> Fields(params string[] fields) => fields.ToDictionary(f => f.Split('=')[0], StringComparer.Ordinal);
}
