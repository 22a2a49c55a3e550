using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Storage;
using LustreOperator.Sandbox.Tables;

namespace LustreOperator.Sandbox.Resources;

/// <summary>The kinds served without a CustomResourceDefinition.</summary>
internal static class BuiltInResources
{
    public const string Rbac = "rbac.authorization.k8s.io";
    public const string Extensions = "apiextensions.k8s.io";
    public const string Admission = "admissionregistration.k8s.io";

    private const string PodTemplate =
        "template{metadata{labels*,annotations*},spec{containers[name]{name,image,command[],args[],env[name]{name,value},"
        + "ports[containerPort+protocol],volumeMounts[mountPath],resources{limits*,requests*}},initContainers[name]{name,image},"
        + "volumes[name],imagePullSecrets[name],tolerations[],nodeSelector{}}}";

    public static readonly GroupResource Namespaces = new("", "namespaces");
    public static readonly GroupResource ServiceAccounts = new("", "serviceaccounts");
    public static readonly GroupResource Events = new("", "events");
    public static readonly GroupResource Definitions = new(Extensions, "customresourcedefinitions");
    public static readonly GroupResource Roles = new(Rbac, "roles");
    public static readonly GroupResource RoleBindings = new(Rbac, "rolebindings");
    public static readonly GroupResource ClusterRoles = new(Rbac, "clusterroles");
    public static readonly GroupResource ClusterRoleBindings = new(Rbac, "clusterrolebindings");

    public static IReadOnlyList<ResourceDefinition> All { get; } =
    [
        Core("Namespace", "namespaces", "!spec{finalizers[]},status{phase,conditions[type]}", "ns") with
        {
            Namespaced = false, HasStatus = true, Behavior = new NamespaceBehavior(), Columns = StandardColumns.Namespaces,
            SelectableFields = new Dictionary<string, string>(StringComparer.Ordinal) { ["status.phase"] = "status.phase" },
            Zero = Zero("""{"spec":{},"status":{}}"""),
            Verbs = [.. ResourceDefinition.AllVerbs.Where(v => v != "deletecollection")],
        },
        Core("ConfigMap", "configmaps", "!data*,binaryData*,immutable", "cm") with { Behavior = new ConfigMapBehavior(), Columns = StandardColumns.ConfigMaps },
        Core("Secret", "secrets", "!data*,stringData*,type,immutable") with
        {
            Behavior = new SecretBehavior(), Columns = StandardColumns.Secrets,
            SelectableFields = new Dictionary<string, string>(StringComparer.Ordinal) { ["type"] = "type" },
        },
        Core("ServiceAccount", "serviceaccounts", "!secrets[name]{kind,namespace,name,uid,apiVersion,resourceVersion,fieldPath},imagePullSecrets[],automountServiceAccountToken", "sa") with
        {
            Columns = StandardColumns.ServiceAccounts, NeedsVersionToUpdate = true, AnswersDeleted = true,
        },
        Core("Event", "events", EventBehavior.Shape, "ev") with
        {
            Behavior = new EventBehavior(), Columns = StandardColumns.Events, SelectableFields = EventBehavior.CoreFields, AllowsCreateOnUpdate = true,
            Zero = Zero("""
                {"involvedObject":{},"source":{},"firstTimestamp":null,"lastTimestamp":null,"eventTime":null,
                "reportingComponent":"","reportingInstance":""}
                """),
        },
        Core("Node", "nodes", "spec{taints[],podCIDRs[=]},status{conditions[type],addresses[type],capacity*,allocatable*}", "no") with
        {
            Namespaced = false, HasStatus = true, Zero = Zero("""{"spec":{},"status":{}}"""),
            SelectableFields = new Dictionary<string, string>(StringComparer.Ordinal) { ["spec.unschedulable"] = "spec.unschedulable" },
        },
        Core("Pod", "pods", "spec{containers[name]{name,image},volumes[name]},status{phase,conditions[type]}", "po") with
        {
            HasStatus = true, Categories = ["all"], Zero = Zero("""{"spec":{},"status":{}}"""),
        },
        Core("Service", "services", "spec{ports[port+protocol],selector{},type,clusterIP},status{loadBalancer}", "svc") with
        {
            HasStatus = true, Categories = ["all"], Zero = Zero("""{"spec":{},"status":{"loadBalancer":{}}}"""), AnswersDeleted = true,
        },
        Of("events.k8s.io", "Event", "events", EventBehavior.ShapeV1, "ev") with
        {
            Behavior = new EventV1Behavior(), Columns = StandardColumns.Events, SelectableFields = EventBehavior.V1Fields,
            Storage = Events, Zero = Zero("""{"eventTime":null}"""), AllowsCreateOnUpdate = true,
        },
        Of("apps", "Deployment", "deployments", "spec{replicas,selector{}," + PodTemplate + "},status{conditions[type]}", "deploy") with
        {
            HasStatus = true, HasGeneration = true, Categories = ["all"], Zero = Zero("""{"spec":{},"status":{}}"""),
        },
        Of("coordination.k8s.io", "Lease", "leases",
            "!spec{holderIdentity,leaseDurationSeconds,acquireTime,renewTime,leaseTransitions,strategy,preferredHolder}") with
        {
            Columns = StandardColumns.Leases, Zero = Zero("""{"spec":{}}"""), AllowsCreateOnUpdate = true, NeedsVersionToUpdate = true,
            Behavior = new LeaseBehavior(),
        },
        Role("Role", "roles") with { Columns = StandardColumns.NameAndCreated },
        Role("ClusterRole", "clusterroles") with { Namespaced = false, Columns = StandardColumns.NameAndCreated },
        RoleBinding("RoleBinding", "rolebindings"),
        RoleBinding("ClusterRoleBinding", "clusterrolebindings") with { Namespaced = false },
        Policy("ValidatingAdmissionPolicy", "validatingadmissionpolicies"),
        Webhooks("MutatingWebhookConfiguration", "mutatingwebhookconfigurations"),
        Webhooks("ValidatingWebhookConfiguration", "validatingwebhookconfigurations"),
        Policy("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings"),
        Of(Extensions, "CustomResourceDefinition", "customresourcedefinitions",
            "spec{group,names{plural,singular,kind,listKind,shortNames[],categories[]},scope,versions[],conversion{strategy}},"
            + "status{conditions[type],acceptedNames{plural,singular,kind,listKind,shortNames[],categories[]},storedVersions[]}", "crd", "crds") with
        {
            Namespaced = false, HasStatus = true, HasGeneration = true, Behavior = new DefinitionBehavior(), NeedsVersionToUpdate = true,
            Categories = ["api-extensions"], Columns = StandardColumns.Definitions,
            Zero = Zero("""
                {"spec":{"group":"","names":{"plural":"","kind":""},"scope":"","versions":null},
                "status":{"conditions":null,"acceptedNames":{"plural":"","kind":""},"storedVersions":null}}
                """),
        },
        Review("authorization.k8s.io", "SelfSubjectAccessReview", """{"spec":{},"status":{"allowed":false}}"""),
        Review("authorization.k8s.io", "SelfSubjectRulesReview", """{"spec":{},"status":{}}"""),
        Review("authorization.k8s.io", "SubjectAccessReview", """{"spec":{},"status":{"allowed":false}}"""),
        Review("authentication.k8s.io", "SelfSubjectReview", """{"status":{"userInfo":{}}}"""),
        Review("authentication.k8s.io", "TokenReview", """{"spec":{},"status":{"user":{}}}"""),
    ];

    private static ResourceDefinition Core(string kind, string plural, string shape, params string[] shortNames) =>
        Of("", kind, plural, shape, shortNames);

    private static ResourceDefinition Of(string group, string kind, string plural, string shape, params string[] shortNames) => new()
    {
        Group = group,
        Version = "v1",
        Kind = kind,
        Plural = plural,
        Singular = kind.ToLowerInvariant(),
        ShortNames = shortNames,
        Schema = SchemaNotation.Kind(shape),
        PublicSchema = SchemaNotation.Read(shape),
        HasWholeSchema = SchemaNotation.IsWhole(shape),
    };

    private static ResourceDefinition Role(string kind, string plural) => Of(Rbac, kind, plural, "!rules[]{verbs[],apiGroups[],resources[],resourceNames[],nonResourceURLs[]},aggregationRule") with
    {
        Behavior = new RoleBehavior(),
        AllowsCreateOnUpdate = true,
        Zero = Zero("""{"rules":null}"""),
    };

    private static ResourceDefinition RoleBinding(string kind, string plural) => Of(Rbac, kind, plural, "!subjects[]{kind,apiGroup,name,namespace},roleRef{}") with
    {
        Behavior = new RoleBindingBehavior(),
        AllowsCreateOnUpdate = true,
        Columns = StandardColumns.RoleBindings,
        Zero = Zero("""{"roleRef":{}}"""),
    };

    private static ResourceDefinition Policy(string kind, string plural) => Of(Admission, kind, plural, "spec{},status") with
    {
        Namespaced = false,
        HasStatus = kind == "ValidatingAdmissionPolicy",
        HasGeneration = true,
    };

    private static ResourceDefinition Webhooks(string kind, string plural) => Of(Admission, kind, plural, "webhooks[name]") with
    {
        Namespaced = false,
        HasGeneration = true,
    };

    private static ResourceDefinition Review(string group, string kind, string zero) => Of(group, kind, kind.ToLowerInvariant() + "s", "spec{resourceAttributes{group,resource,verb,namespace,name,version,subresource},nonResourceAttributes{path,verb}},status") with
    {
        Namespaced = false,
        Verbs = ["create"],
        Zero = Zero(zero),
    };

    private static JsonObject Zero(string json) => (JsonObject)JsonNode.Parse(json)!;
}
