namespace LustreOperator.Kubernetes;

/// <summary>No whole answer came from the API server: connection refused, TLS failed, name unknown, time limit passed, stream broken.</summary>
public sealed class KubernetesUnreachableException(Uri address, string problem, Exception? inner = null)
    : KubernetesException($"the Kubernetes API at {address.GetLeftPart(UriPartial.Authority)} cannot be reached: {problem}", inner)
{
    /// <summary>The address that was asked.</summary>
    public Uri Address { get; } = address;
}
