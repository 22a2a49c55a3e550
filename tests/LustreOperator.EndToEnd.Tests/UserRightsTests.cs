using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>People who are no cluster administrators: what the roles of deploy/rbac-users.yaml let them do, with kubectl and the plugin.</summary>
[Category("e2e")]
internal sealed class UserRightsTests
{
    private SimulatedLab _lab = null!;
    private string _ns = "";
    private string _viewer = "";
    private string _editor = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        _lab = await SimulatedLab.StartAsync(hosts: 2);
        _ns = await _lab.NewNamespace();

        // The local control plane has no controller that aggregates roles.
        bool aggregates = TestCluster.RealCluster is not null;
        _viewer = await _lab.NewUser(_ns, "viewer", aggregates ? ["view"] : ["view", "lustre-operator-view"]);
        _editor = await _lab.NewUser(_ns, "editor", aggregates ? ["edit"] : ["edit", "lustre-operator-view", "lustre-operator-edit"], "lustre-operator-lab-view");
        (await _lab.As(_editor, "kubectl", ["-n", _ns, "apply", "-f", "-"], Cluster)).Succeeded();
        await _lab.WaitReady(_ns, "mine");
    }

    [OneTimeTearDown]
    public async Task Stop() => await _lab.DisposeAsync();

    [Test]
    public async Task Editor_of_a_namespace_does_everything_with_clusters_there()
    {
        Assert.That((await Editor("plan", "mine")).Succeeded(), Does.Contain("nothing would happen"));
        Assert.That((await Editor("topology", "mine")).Succeeded(), Does.Contain("mine-oss-0"));
        Assert.That((await Editor("why", "mine-oss-0")).Succeeded(), Does.Match(@"kvm\d +chosen"));
        Assert.That((await Editor("hosts")).Succeeded(), Does.Contain("kvm1"));
        Assert.That((await Editor("restart", "mine-oss-0", "--wait", "--timeout", "60s")).Succeeded(), Does.EndWith("mine-oss-0 has restarted\n"));
    }

    [Test]
    public async Task Editor_writes_neither_machines_nor_hosts_nor_a_status()
    {
        Assert.That(await MayAsync(_editor, "patch", "lustremachines.lustre-operator.dev"), Is.False);
        Assert.That(await MayAsync(_editor, "patch", "kvmhosts.lustre-operator.dev"), Is.False);
        Assert.That(await MayAsync(_editor, "patch", "lustreclusters.lustre-operator.dev", "--subresource=status"), Is.False);
    }

    [Test]
    public async Task Viewer_of_a_namespace_reads_clusters_and_machines_there_alone()
    {
        Assert.That((await _lab.As(_viewer, "kubectl", ["-n", _ns, "get", "lc,lm"])).Succeeded(), Does.Contain("mine-oss-0"));
        Assert.That(await MayAsync(_viewer, "create", "lustreclusters.lustre-operator.dev"), Is.False);
        Assert.That(await MayAsync(_viewer, "list", "kvmhosts.lustre-operator.dev"), Is.False);
    }

    [Test]
    public async Task Command_that_needs_the_whole_lab_says_which_role_it_needs()
    {
        CommandResult refused = await _lab.As(_viewer, _lab.PluginPath, ["topology", "mine", "-n", _ns]);

        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Errors, Does.Contain("forbidden").And.Contains("lustre-operator-lab-view"));
    }

    private Task<CommandResult> Editor(params string[] arguments) => _lab.As(_editor, _lab.PluginPath, arguments[0] == "hosts" ? arguments : [.. arguments, "-n", _ns]);

    private async Task<bool> MayAsync(string user, string verb, string resource, params string[] more) =>
        (await _lab.As(user, "kubectl", ["-n", _ns, "auth", "can-i", verb, resource, .. more])).ExitCode == 0;

    private const string Cluster = """
        apiVersion: lustre-operator.dev/v1alpha1
        kind: LustreCluster
        metadata: {name: mine}
        spec:
          machines: [{name: oss, roles: [OSS], cpu: {count: 2}, memory: {size: 1Gi}, shutdownGraceSeconds: 1}]
        """;
}
