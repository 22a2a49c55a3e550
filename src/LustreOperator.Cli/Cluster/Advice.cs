using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Cluster;

/// <summary>What went wrong at the API server, in one line, with what to do where that is known.</summary>
internal static class Advice
{
    public static string For(KubernetesException fault) => OneLine(fault switch
    {
        KubernetesStatusException { IsKindUnknown: true } => $"{fault.Message} kubectl apply -k deploy installs LustreOperator",
        KubernetesStatusException { IsUnauthorized: true } =>
            $"{fault.Message}: the API server does not know you; is the token or certificate of the kubeconfig still valid?",
        KubernetesStatusException { IsForbidden: true } => $"{fault.Message}; ask a cluster administrator: the roles lustre-operator-lab-view and -lab-admin are for the whole lab, view, edit and admin for a namespace",
        KubernetesUnreachableException => $"{fault.Message}; is it running, and is this the right kubeconfig (--kubeconfig, --context)?",
        _ => fault.Message,
    });

    private static string OneLine(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
