namespace LustreOperator.Kubernetes;

/// <summary>One or more kubeconfig files, merged by name: the first that names a thing counts.</summary>
internal sealed class Kubeconfig
{
    private readonly Dictionary<string, YamlFields> _clusters = [];
    private readonly Dictionary<string, YamlFields> _users = [];
    private readonly Dictionary<string, YamlFields> _contexts = [];
    private readonly string _files;
    private string? _currentContext;

    private Kubeconfig(string files) => _files = files;

    public static Kubeconfig Load(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            throw new KubernetesConfigurationException(
                "~/.kube/config",
                "",
                "there is no kubeconfig and this is no pod; put one there, name one in KUBECONFIG, or give --kubeconfig");
        }

        Kubeconfig merged = new(string.Join(Path.PathSeparator, paths));
        foreach (string path in paths)
        {
            YamlFields file = YamlFields.Load(path);
            merged._currentContext ??= file.Text("current-context");
            Add(file, "clusters", merged._clusters);
            Add(file, "users", merged._users);
            Add(file, "contexts", merged._contexts);
        }

        return merged;
    }

    /// <summary>The named context or the current one, with its cluster and user.</summary>
    public KubeconfigContext Context(string? name)
    {
        string wanted = name ?? _currentContext ?? throw new KubernetesConfigurationException(
            _files, "current-context", $"is not set; choose one of {Names(_contexts)} with kubectl config use-context, or --context");
        YamlFields context = Find(_contexts, wanted, "contexts", "context", name is null ? "current-context" : "--context");
        string place = context.PathOf("cluster");
        string cluster = context.Text("cluster") ?? throw context.Fault("cluster", "is missing");
        YamlFields clusterFields = Find(_clusters, cluster, "clusters", "cluster", place);
        YamlFields? userFields = context.Text("user") is { } user
            ? Find(_users, user, "users", "user", context.PathOf("user"))
            : null;
        return new KubeconfigContext(
            wanted, $"{clusterFields.File}, context {wanted}", context.Text("namespace") ?? "default", clusterFields, userFields);
    }

    private YamlFields Find(Dictionary<string, YamlFields> things, string name, string list, string field, string namedBy) =>
        things.TryGetValue(name, out YamlFields? entry)
            ? entry.Mapping(field) ?? throw entry.Fault(field, "is missing")
            : throw new KubernetesConfigurationException(
                _files, namedBy, $"names {name}, but {list} has only {Names(things)}");

    private static void Add(YamlFields file, string list, Dictionary<string, YamlFields> things)
    {
        foreach ((string name, YamlFields fields) in file.Named(list))
        {
            things.TryAdd(name, fields);
        }
    }

    private static string Names(Dictionary<string, YamlFields> things) =>
        things.Count == 0 ? "nothing" : string.Join(", ", things.Keys.Order());
}
