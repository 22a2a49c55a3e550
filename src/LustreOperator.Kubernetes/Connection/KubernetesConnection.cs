namespace LustreOperator.Kubernetes;

/// <summary>
/// How to reach an API server: its address and a handler that brings TLS and credentials. This is the seam to whatever else can make a
/// connection: a test server, or another client library.
/// </summary>
public sealed class KubernetesConnection : IDisposable
{
    /// <summary>A connection that somebody else made: its address and a handler that can reach it.</summary>
    /// <param name="baseAddress">Address of the API server, with the path that all requests go below, if any.</param>
    /// <param name="handler">Sends the requests; owned by the connection.</param>
    /// <param name="inNamespace">The namespace where none is given.</param>
    /// <param name="source">Where this comes from, in words for error messages.</param>
    public KubernetesConnection(Uri baseAddress, HttpMessageHandler handler, string inNamespace, string source)
    {
        BaseAddress = baseAddress.AbsoluteUri.EndsWith('/') ? baseAddress : new Uri(baseAddress.AbsoluteUri + "/");
        Handler = handler;
        Namespace = inNamespace;
        Source = source;
    }

    /// <summary>Ends in a slash.</summary>
    public Uri BaseAddress { get; }

    public HttpMessageHandler Handler { get; }

    /// <summary>Of the kubeconfig's context, or the pod's own.</summary>
    public string Namespace { get; }

    /// <summary>Such as <c>/home/me/.kube/config, context lab</c>.</summary>
    public string Source { get; }

    /// <summary>By what the server was known, where a kubeconfig or a pod said so.</summary>
    public ServerTrust Trust { get; init; } = new();

    /// <summary>
    /// What kubectl would use: the files in KUBECONFIG, else <c>~/.kube/config</c>; where there is neither, the service account of the pod.
    /// </summary>
    public static KubernetesConnection Default(TimeProvider time)
    {
        IReadOnlyList<string> paths = KubeconfigPaths.Default();
        return paths.Count == 0 && InClusterFiles.Exist ? InCluster(time) : FromKubeconfig(paths, context: null, time);
    }

    /// <summary>The kubeconfig files that kubectl would use; empty when there are none.</summary>
    public static IReadOnlyList<string> DefaultKubeconfigs() => KubeconfigPaths.Default();

    /// <summary>One kubeconfig file; its current context when <paramref name="context"/> is null.</summary>
    public static KubernetesConnection FromKubeconfig(string path, string? context, TimeProvider time) =>
        FromKubeconfig([path], context, time);

    /// <summary>Several kubeconfig files, merged as kubectl does: what is named first counts.</summary>
    public static KubernetesConnection FromKubeconfig(IReadOnlyList<string> paths, string? context, TimeProvider time) =>
        KubeconfigConnection.Make(Kubeconfig.Load(paths), context, time);

    /// <summary>The service account of the pod that this runs in.</summary>
    public static KubernetesConnection InCluster(TimeProvider time) => InClusterFiles.Make(InClusterFiles.Directory, time);

    public void Dispose() => Handler.Dispose();
}
