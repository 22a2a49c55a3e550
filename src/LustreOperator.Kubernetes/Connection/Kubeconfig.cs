using k8s.KubeConfigModels;

namespace LustreOperator.Kubernetes;

/// <summary>
/// One or more kubeconfig files, merged by name: the first that names a thing counts. Names are compared as kubectl does it, letter by letter.
/// </summary>
internal sealed class Kubeconfig
{
    private readonly IReadOnlyList<KubeconfigFile> _files;

    private Kubeconfig(IReadOnlyList<KubeconfigFile> files) => _files = files;

    private string Paths => string.Join(Path.PathSeparator, _files.Select(file => file.Path));

    public static Kubeconfig Load(IReadOnlyList<string> paths) => paths.Count == 0
        ? throw new KubernetesConfigurationException(
            "~/.kube/config", "", "there is no kubeconfig and this is no pod; put one there, name one in KUBECONFIG, or give --kubeconfig")
        : new Kubeconfig([.. paths.Select(KubeconfigFile.Load)]);

    /// <summary>The named context or the current one, with its cluster and user.</summary>
    public KubeconfigContext Context(string? name)
    {
        string wanted = name ?? _files.Select(file => file.Model.CurrentContext).FirstOrDefault(current => !string.IsNullOrEmpty(current))
            ?? throw new KubernetesConfigurationException(
                Paths, "current-context", $"is not set; choose one of {Names(Contexts)} with kubectl config use-context, or --context");
        (KubeconfigFile file, ContextDetails context) = Find(Contexts, wanted, "context", name is null ? "current-context" : "--context");
        string place = $"contexts[{wanted}].context";
        if (string.IsNullOrEmpty(context.Cluster))
        {
            throw file.Fault($"{place}.cluster", "is missing");
        }

        Entry<ClusterEndpoint> cluster = Find(Clusters, context.Cluster, "cluster", $"{place}.cluster");
        Entry<UserCredentials>? user = string.IsNullOrEmpty(context.User) ? null : Find(Users, context.User, "user", $"{place}.user");
        string inNamespace = string.IsNullOrEmpty(context.Namespace) ? "default" : context.Namespace;
        return new KubeconfigContext(
            $"{cluster.File.Path}, context {wanted}", inNamespace, context.Cluster, cluster.File, cluster.Value, context.User ?? "", user?.File, user?.Value);
    }

    private IEnumerable<Named<ContextDetails>> Contexts =>
        All("contexts", file => file.Model.Contexts?.Select(entry => ((string?)entry?.Name, entry?.ContextDetails)));

    private IEnumerable<Named<ClusterEndpoint>> Clusters =>
        All("clusters", file => file.Model.Clusters?.Select(entry => ((string?)entry?.Name, entry?.ClusterEndpoint)));

    private IEnumerable<Named<UserCredentials>> Users =>
        All("users", file => file.Model.Users?.Select(entry => ((string?)entry?.Name, entry?.UserCredentials)));

    private List<Named<T>> All<T>(string list, Func<KubeconfigFile, IEnumerable<(string? Name, T? Value)>?> entries)
        where T : class
    {
        List<Named<T>> all = [];
        foreach (KubeconfigFile file in _files)
        {
            all.AddRange((entries(file) ?? []).Select((entry, index) => string.IsNullOrEmpty(entry.Name)
                ? throw file.Fault($"{list}[{index}].name", "is missing")
                : new Named<T>(entry.Name, file, entry.Value)));
        }

        return all;
    }

    private Entry<T> Find<T>(IEnumerable<Named<T>> things, string name, string field, string namedBy)
        where T : class
    {
        Named<T> found = things.FirstOrDefault(thing => thing.Name == name) ?? throw new KubernetesConfigurationException(
            Paths, namedBy, $"names {name}, but {field}s has only {Names(things)}");
        return found.Value is { } value ? new Entry<T>(found.File, value) : throw found.File.Fault($"{field}s[{name}].{field}", "is missing");
    }

    private static string Names<T>(IEnumerable<Named<T>> things)
        where T : class
    {
        string names = string.Join(", ", things.Select(thing => thing.Name).Distinct().Order());
        return names.Length == 0 ? "nothing" : names;
    }

    private sealed record Named<T>(string Name, KubeconfigFile File, T? Value)
        where T : class;

    private sealed record Entry<T>(KubeconfigFile File, T Value)
        where T : class;
}
