namespace LustreOperator.Sandbox.Resources;

/// <summary>What a cluster has and this server does not: it is refused by name.</summary>
internal static class UnservedKinds
{
    private static readonly string[] s_groups =
    [
        "", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps", "authentication.k8s.io", "authorization.k8s.io",
        "autoscaling", "batch", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
    ];

    /// <summary>Whether a group is one that Kubernetes itself serves.</summary>
    public static bool IsOfKubernetes(string group) => s_groups.Contains(group);

    public static string Refusal(string group, string version, string resource) =>
        $"the server could not find the requested resource: {resource} of {(group.Length == 0 ? version : $"{group}/{version}")} "
        + "are not served by this local control plane (kubectl api-resources lists what is)";
}
