using System.Text.Json.Nodes;
using LustreOperator.Cli.Cluster;
using LustreOperator.Kubernetes;
using LustreOperator.Sandbox;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Hosts;

/// <summary>A local control plane with the product installed from crds/ and deploy/, and a folder with its kubeconfig.</summary>
internal sealed class InstalledSandbox : IAsyncDisposable
{
    private static readonly string[] s_installed = ["namespace.yaml", "rbac-operator.yaml", "rbac-agent.yaml"];

    private readonly SandboxServer _server;
    private readonly ScratchFolder _folder = new();

    private InstalledSandbox(SandboxServer server)
    {
        _server = server;
        File.WriteAllText(_folder.File("kubeconfig"), server.Kubeconfig());
        Client = ClientOf("kubeconfig");
    }

    public string Folder => _folder.Path;

    /// <summary>The administrator's.</summary>
    public KubernetesClient Client { get; }

    public static async Task<InstalledSandbox> StartAsync(bool isInstalled = true)
    {
        SandboxServer server = await SandboxServer.StartAsync(new SandboxOptions(), TimeProvider.System, CancellationToken.None);
        InstalledSandbox sandbox = new(server);
        if (isInstalled)
        {
            await sandbox.InstallAsync();
        }

        return sandbox;
    }

    public Task<CliResult> RunAsync(string commandLine) => Cli.RunAsync(Folder, $"{commandLine} --kubeconfig kubeconfig");

    /// <summary>A client by the identity in a kubeconfig in the folder.</summary>
    public KubernetesClient ClientOf(string kubeconfig) => new(
        KubernetesConnection.FromKubeconfig(_folder.File(kubeconfig), context: null, TimeProvider.System),
        new KubernetesClientOptions(),
        TimeProvider.System,
        new Random(1));

    public Task<JsonObject> ApplyAsync(ResourceKind<JsonObject> kind, string inNamespace, string name, JsonObject fields) =>
        Client.ApplyAsync(kind, new ObjectKey(inNamespace, name), fields, new WriteOptions { FieldManager = "test", Force = true }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task InstallAsync()
    {
        IEnumerable<string> files = Directory.GetFiles(RepositoryRoot.File("crds"), "*.yaml")
            .Concat(s_installed.Select(file => RepositoryRoot.File("deploy", file)));
        foreach (JsonNode document in files.SelectMany(YamlFile.Read))
        {
            ResourceKind<JsonObject> kind = KindOf((JsonObject)document);
            await Client.ApplyAsync(kind, kind.KeyOf((JsonObject)document), (JsonObject)document, WriteOptions.Default, CancellationToken.None);
        }

        await Eventually.That(() => Client.GetJsonAsync("apis/lustre-operator.dev/v1alpha1", CancellationToken.None) is { IsFaulted: false });
    }

    private static ResourceKind<JsonObject> KindOf(JsonObject document)
    {
        string[] version = ((string)document["apiVersion"]!).Split('/');
        string kind = (string)document["kind"]!;
        return Kinds.Namespaces with
        {
            Group = version.Length == 2 ? version[0] : "",
            Version = version[^1],
            Kind = kind,
            Plural = kind.ToLowerInvariant() + "s",
            IsNamespaced = document["metadata"]!["namespace"] is not null,
        };
    }
}
