namespace LustreOperator.Kubernetes;

/// <summary>The API server answered, but not with what the protocol promises (text that is no JSON, an object of another shape).</summary>
public sealed class KubernetesAnswerException(string request, string problem, Exception? inner = null)
    : KubernetesException($"{request}: the API server's answer cannot be read: {problem}", inner);
