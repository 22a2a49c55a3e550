using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>A cluster without the product: the local control plane, or that of LUSTRE_E2E_KUBECONFIG.</summary>
internal sealed class BareCluster : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bare-cluster-").FullName;
    private BuiltProgram? _controlPlane;

    /// <summary>Of the administrator.</summary>
    public string Kubeconfig => TestCluster.RealCluster ?? Path.Combine(_directory, "kubeconfig");

    public static async Task<BareCluster> StartAsync()
    {
        await SharedLab.LeaveAsync();
        BareCluster cluster = new();
        if (TestCluster.RealCluster is null)
        {
            cluster._controlPlane = BuiltProgram.Start("LustreOperator.Lab", "kubectl-lustre-sandbox", "--api-only", "--kubeconfig", cluster.Kubeconfig);
            await Eventually.That(() => File.Exists(cluster.Kubeconfig), LustreLab.Patience);
        }
        else if ((await cluster.Kubectl("get", "crds", "-o", "name")).Contains("lustre-operator.dev", StringComparison.Ordinal))
        {
            Assert.Ignore("the product is installed on this cluster, and it is not the tests' to remove");
        }

        return cluster;
    }

    public async Task<string> Kubectl(params string[] arguments) =>
        (await Command.RunAsync("kubectl", arguments, new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = _directory })).Succeeded();

    public async ValueTask DisposeAsync()
    {
        if (_controlPlane is not null)
        {
            await _controlPlane.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }
}
