using System.Text.Json.Nodes;
using LustreOperator.Cli.Cluster;
using LustreOperator.Lab;
using LustreOperator.Kubernetes;
using LustreOperator.Sandbox;

namespace LustreOperator.Cli.Tests.Hosts;

/// <summary>A local control plane with the product installed as the sandbox installs it, and a folder with its kubeconfig.</summary>
internal sealed class InstalledSandbox : IAsyncDisposable
{
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
            await new Installer(sandbox.Client, TimeProvider.System).InstallAsync(CancellationToken.None);
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

    /// <summary>The operator's rights go to another namespace, as where that is what was installed.</summary>
    public async Task MoveOperatorAsync(string inNamespace)
    {
        await ApplyAsync(Kinds.Namespaces, "", inNamespace, []);
        await Client.PatchAsync(
            Kinds.ClusterRoleBindings,
            new ObjectKey("", "lustre-operator"),
            Patch.Merge(new JsonObject
            {
                ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = "lustre-operator", ["namespace"] = inNamespace }),
            }),
            WriteOptions.Default,
            CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
