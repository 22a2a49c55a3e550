using LustreOperator.Hosting;

namespace LustreOperator.Kubernetes;

/// <summary>A kubeconfig or an in-cluster file that cannot be used. The message names the file, the field and what to do.</summary>
public sealed class KubernetesConfigurationException(string file, string field, string problem, Exception? inner = null)
    : KubernetesException(field.Length == 0 ? $"{file}: {problem}" : $"{file}: {field}: {problem}", inner), IConfigurationFault
{
    /// <summary>The path of the file at fault, as it was given.</summary>
    public string File { get; } = file;

    /// <summary>The path of the field within the file, such as <c>users[lab].user.token</c>; empty for the file as a whole.</summary>
    public string Field { get; } = field;
}
