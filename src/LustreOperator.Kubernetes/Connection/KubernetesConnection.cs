using k8s;

namespace LustreOperator.Kubernetes;

/// <summary>
/// How to reach an API server, and as whom: from a kubeconfig, from a pod, or over a network that a test plays.
/// </summary>
public sealed class KubernetesConnection : IDisposable
{
    private readonly ConnectionSettings _settings;

    /// <summary>A connection over a network that somebody else made.</summary>
    /// <param name="baseAddress">Address of the API server, with the path that all requests go below, if any.</param>
    /// <param name="network">Sends the requests; owned by the connection.</param>
    /// <param name="inNamespace">The namespace where none is given.</param>
    /// <param name="source">Where this comes from, in words for error messages.</param>
    public KubernetesConnection(Uri baseAddress, HttpMessageHandler network, string inNamespace, string source)
        : this(new ConnectionSettings { Server = baseAddress, Namespace = inNamespace, Source = source }) => Network = network;

    internal KubernetesConnection(ConnectionSettings settings)
    {
        _settings = settings;
        BaseAddress = settings.Server.AbsoluteUri.EndsWith('/') ? settings.Server : new Uri(settings.Server.AbsoluteUri + "/");
    }

    /// <summary>Ends in a slash.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Of the kubeconfig's context, or the pod's own.</summary>
    public string Namespace => _settings.Namespace;

    /// <summary>Such as <c>/home/me/.kube/config, context lab</c>.</summary>
    public string Source => _settings.Source;

    /// <summary>By what the server was known, where a kubeconfig or a pod said so.</summary>
    public ServerTrust Trust => new()
    {
        AuthoritiesPem = _settings.Authorities?.ExportCertificatePems(),
        ServerName = _settings.ServerName,
        SkipVerification = _settings.SkipVerification,
    };

    internal HttpMessageHandler? Network { get; init; }

    internal ExecLogin? Login => _settings.Login;

    internal IReadOnlyList<(string Name, string Value)> Headers => _settings.Headers;

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
        new(KubeconfigConnection.Read(Kubeconfig.Load(paths).Context(context), time));

    /// <summary>The service account of the pod that this runs in.</summary>
    public static KubernetesConnection InCluster(TimeProvider time) => new(InClusterFiles.Read(InClusterFiles.Directory, time));

    /// <summary>
    /// For a program that speaks TLS to the API server and to nobody else, before it does: the system's authorities are not even read, which halves its start.
    /// Does nothing where they are needed: for an API server without an authority of its own, or a proxy that is spoken to over TLS.
    /// </summary>
    public void LeaveSystemAuthoritiesUnread()
    {
        Uri? proxy = _settings.Proxy ?? EnvironmentProxy.Read(Environment.GetEnvironmentVariable)?.GetProxy(BaseAddress);
        if (_settings.Authorities is not null && proxy?.Scheme != Uri.UriSchemeHttps)
        {
            SystemAuthorities.LeaveUnread();
        }
    }

    public void Dispose()
    {
        Network?.Dispose();
        _settings.Login?.Dispose();
    }

    /// <summary>What the client library's client is made of. Each client has a network of its own.</summary>
    internal KubernetesClientConfiguration Configuration(string userAgent) => new()
    {
        Host = BaseAddress.AbsoluteUri,
        Namespace = Namespace,
        SkipTlsVerify = _settings.SkipVerification,
        TlsServerName = _settings.ServerName,
        TokenProvider = _settings.Token,
        UserAgent = userAgent,
        FirstMessageHandlerSetup = new Transport(_settings).SetUp,
    };
}
