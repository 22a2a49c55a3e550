using k8s.KubeConfigModels;

namespace LustreOperator.Kubernetes;

/// <summary>What a context of a kubeconfig leads to; cluster and user may stand in different files.</summary>
internal sealed record KubeconfigContext(
    string Source,
    string Namespace,
    string ClusterName,
    KubeconfigFile ClusterFile,
    ClusterEndpoint Cluster,
    string UserName,
    KubeconfigFile? UserFile,
    UserCredentials? User)
{
    /// <summary>Path of a field of the cluster.</summary>
    public string ClusterField(string field) => $"clusters[{ClusterName}].cluster.{field}";

    /// <summary>Path of a field of the user.</summary>
    public string UserField(string field) => $"users[{UserName}].user.{field}";

    /// <summary>A field of the cluster that the model has not.</summary>
    public string? ClusterText(string field) => ClusterFile.ExtraText("clusters", ClusterName, "cluster", field);

    /// <summary>A field of the user that the model has not.</summary>
    public string? UserText(params ReadOnlySpan<string> fields) => UserFile?.ExtraText("users", UserName, ["user", .. fields]);

    public KubernetesConfigurationException ClusterFault(string field, string problem, Exception? inner = null) =>
        ClusterFile.Fault(ClusterField(field), problem, inner);

    public KubernetesConfigurationException UserFault(string field, string problem, Exception? inner = null) =>
        UserFile!.Fault(UserField(field), problem, inner);
}
