using System.Text.Json.Nodes;
using LustreOperator.Sandbox;
using LustreOperator.TestKit;

namespace LustreOperator.Chart.Tests;

/// <summary>The local control plane, empty, driven by the stock kubectl.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly SandboxServer _server;
    private readonly string _folder = Directory.CreateTempSubdirectory("lustre-chart-").FullName;

    private LocalCluster(SandboxServer server)
    {
        _server = server;
        File.WriteAllText(Kubeconfig, server.Kubeconfig());
    }

    /// <summary>The administrator's.</summary>
    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public static async Task<LocalCluster> StartAsync(string inNamespace)
    {
        LocalCluster cluster = new(await SandboxServer.StartAsync(new SandboxOptions(), TimeProvider.System, CancellationToken.None));
        await cluster.Kubectl(null, "create", "namespace", inNamespace);
        return cluster;
    }

    public async Task<string> Kubectl(string? input, params string[] arguments) =>
        (await Command.RunAsync("kubectl", arguments, new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = _folder }, input)).Succeeded();

    /// <summary>Those of some objects that are there, as they are.</summary>
    public async Task<IReadOnlyList<JsonNode>> FindAsync(IReadOnlyCollection<JsonObject> like)
    {
        string found = like.Count == 0 ? "" : await Kubectl(ListOf(like), "get", "-f", "-", "--ignore-not-found", "-o", "json");
        return found.Length == 0 ? [] : JsonNode.Parse(found) is var read && read!["items"] is JsonArray items ? [.. items.Select(item => item!)] : [read!];
    }

    /// <summary>What kubectl says of each.</summary>
    public async Task<string> ApplyAsync(IEnumerable<JsonObject> objects) => await Kubectl(ListOf(objects), "apply", "-f", "-");

    public async Task DeleteAsync(IReadOnlyCollection<JsonObject> objects)
    {
        if (objects.Count > 0)
        {
            await Kubectl(ListOf(objects), "delete", "-f", "-", "--ignore-not-found", "--wait=false");
        }
    }

    public async Task<JsonNode> GetAsync(params string[] target) => JsonNode.Parse(await Kubectl(null, ["get", .. target, "-o", "json"]))!;

    public async Task<string[]> NamesAsync(string kinds) =>
        (await Kubectl(null, "get", kinds, "--all-namespaces", "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A kubeconfig of a service account.</summary>
    public async Task<string> KubeconfigOfAsync(string inNamespace, string account)
    {
        string token = await Kubectl(null, "-n", inNamespace, "create", "token", account);
        string file = Path.Combine(_folder, account);
        await File.WriteAllTextAsync(file, _server.Kubeconfig().Replace(_server.Token, token.Trim(), StringComparison.Ordinal));
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string ListOf(IEnumerable<JsonObject> objects) =>
        new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. objects.Select(found => found.DeepClone())]) }.ToJsonString();
}
