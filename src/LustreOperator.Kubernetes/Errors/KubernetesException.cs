namespace LustreOperator.Kubernetes;

/// <summary>Everything that talking to Kubernetes may fail with. Its message is written for the user: no stack trace needed.</summary>
public abstract class KubernetesException : Exception
{
    private protected KubernetesException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
