namespace LustreOperator.TestKit;

/// <summary>A kubeconfig of a cluster that nobody serves, for programs that are made and not run; it is gone afterwards.</summary>
public sealed class UnreachableCluster : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unreachable-").FullName;

    public UnreachableCluster() => File.WriteAllText(Kubeconfig, """
        {"apiVersion": "v1", "kind": "Config", "current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
         "clusters": [{"name": "c", "cluster": {"server": "http://127.0.0.1:1"}}], "users": [{"name": "u", "user": {"token": "none"}}]}
        """);

    /// <summary>Path of the file.</summary>
    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
