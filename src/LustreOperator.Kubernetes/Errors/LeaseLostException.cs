namespace LustreOperator.Kubernetes;

/// <summary>The Lease that was held is held no more. The holder must stop at once; a new process may try again.</summary>
public sealed class LeaseLostException(string lease, string why)
    : KubernetesException($"lease {lease} is lost: {why}");
