namespace LustreOperator.Kubernetes;

/// <summary>What a context of a kubeconfig leads to.</summary>
internal sealed record KubeconfigContext(string Name, string Source, string Namespace, YamlFields Cluster, YamlFields? User);
