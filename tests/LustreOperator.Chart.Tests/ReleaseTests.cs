using System.Text.Json.Nodes;

namespace LustreOperator.Chart.Tests;

/// <summary>Install, upgrade and uninstall on the local control plane: whatever Helm does, the lab stays.</summary>
[Category("integration")]
internal sealed class ReleaseTests
{
    private const string Namespace = "lab";
    private const string Hosts = "hosts: [{name: kvm1}, {name: kvm2}]";
    private const string Kept = "customresourcedefinitions,lustreclusters,lustremachines,kvmhosts,serviceaccounts,leases";

    private LocalCluster _cluster = null!;
    private Release _release = null!;

    [SetUp]
    public async Task Start()
    {
        _cluster = await LocalCluster.StartAsync(Namespace);
        _release = new Release(_cluster, "lustre", Namespace);
    }

    [TearDown]
    public async Task Stop() => await _cluster.DisposeAsync();

    [Test]
    public async Task Upgrade_leaves_the_lab_and_what_others_wrote_of_it()
    {
        await InstallWithLabAsync();
        string before = await StateAsync();

        await _release.ApplyAsync(Hosts, "{replicas: 3, logLevel: Debug}");

        Assert.That(await StateAsync(), Is.EqualTo(before));
        JsonNode deployment = await _cluster.GetAsync("-n", Namespace, "deployment", "lustre-operator");
        Assert.That((int?)deployment["spec"]!["replicas"], Is.EqualTo(3));
    }

    [Test]
    public async Task Upgrade_to_the_same_changes_nothing_at_all()
    {
        await InstallWithLabAsync();

        Assert.That(await _release.ApplyAsync(Hosts), Is.All.EndsWith(" unchanged"));
    }

    [Test]
    public async Task Definitions_that_are_switched_off_stay_with_all_clusters()
    {
        await InstallWithLabAsync();
        string before = await StateAsync();

        await _release.ApplyAsync(Hosts, "crds: {enabled: false}");

        Assert.That(await StateAsync(), Is.EqualTo(before));
    }

    // The plugin takes a host away, for it looks whether machines are on it.
    [Test]
    public async Task Host_that_leaves_the_list_keeps_its_identity()
    {
        await InstallWithLabAsync();
        string before = await StateAsync();

        await _release.ApplyAsync("hosts: []");

        Assert.That(await StateAsync(), Is.EqualTo(before));
        Assert.That(await _cluster.NamesAsync("clusterrolebindings"), Has.Member("clusterrolebinding.rbac.authorization.k8s.io/lustre-agent-kvm1:machines"));
    }

    [Test]
    public async Task Uninstall_leaves_definitions_clusters_and_hosts_and_nothing_else()
    {
        string[] first = await _cluster.NamesAsync("deployments,clusterroles,roles,rolebindings,validatingadmissionpolicies,validatingadmissionpolicybindings");
        await InstallWithLabAsync();
        string before = await StateAsync();

        await _release.UninstallAsync();

        Assert.That(await StateAsync(), Is.EqualTo(before.Replace(Line("ServiceAccount/lustre-operator", before), "", StringComparison.Ordinal)));
        string[] left = await _cluster.NamesAsync("deployments,clusterroles,roles,rolebindings,validatingadmissionpolicies,validatingadmissionpolicybindings");
        Assert.That(left.Except(first), Is.All.Contains("/lustre-agent-kvm"));
    }

    [Test]
    public async Task Install_after_an_uninstall_takes_over_what_stayed()
    {
        await InstallWithLabAsync();
        await _release.UninstallAsync();
        string before = await StateAsync();

        await new Release(_cluster, "lustre", Namespace).ApplyAsync(Hosts);

        string after = await StateAsync();
        Assert.That(after.Replace(Line("ServiceAccount/lustre-operator", after), "", StringComparison.Ordinal), Is.EqualTo(before));
    }

    [Test]
    public async Task Second_release_is_refused()
    {
        await _release.ApplyAsync();

        Release another = new(_cluster, "another", Namespace);
        Assert.That(async () => await another.ApplyAsync(), Throws.InvalidOperationException.With.Message.Contains("cannot be imported"));
    }

    [Test]
    public async Task Host_that_an_administrator_made_is_taken_into_no_release()
    {
        await _release.ApplyAsync();
        await _cluster.Kubectl("""
            apiVersion: lustre-operator.dev/v1alpha1
            kind: KvmHost
            metadata: {name: kvm1}
            spec: {devices: [{address: '0000:41:00.0', fabric: ib-a}]}
            """, "apply", "-f", "-");

        await _release.ApplyAsync(Hosts);

        JsonNode host = await _cluster.GetAsync("kvmhost", "kvm1");
        Assert.That((string?)host["spec"]!["devices"]![0]!["fabric"], Is.EqualTo("ib-a"));
        Assert.That(host["metadata"]!["annotations"]!["meta.helm.sh/release-name"], Is.Null);
    }

    // That the tests above can fail: without the annotation Helm takes the definitions, and they take every cluster with them.
    [Test]
    public async Task Uninstall_would_take_every_cluster_if_nothing_said_keep()
    {
        await InstallWithLabAsync();
        _release.ForgetWhatIsKept();

        await _release.UninstallAsync();

        Assert.That((await _cluster.GetAsync("lustrecluster", "ha"))["metadata"]!["deletionTimestamp"], Is.Not.Null);
        Assert.That((await _cluster.GetAsync("lustremachine", "ha-oss-0"))["metadata"]!["deletionTimestamp"], Is.Not.Null);
    }

    // Twice, for the hosts come with the second; then people and agents do their work.
    private async Task InstallWithLabAsync()
    {
        await _release.ApplyAsync(Hosts);
        await _cluster.Kubectl(null, "wait", "--for=condition=Established", "crd", "--all");
        await _release.ApplyAsync(Hosts);
        await _cluster.Kubectl("""
            apiVersion: lustre-operator.dev/v1alpha1
            kind: LustreCluster
            metadata: {name: ha, namespace: default, finalizers: [lustre-operator.dev/cluster]}
            spec:
              machines: [{name: oss, roles: [OSS], memory: {size: 1Gi}}]
            ---
            apiVersion: lustre-operator.dev/v1alpha1
            kind: LustreMachine
            metadata: {name: ha-oss-0, namespace: default, finalizers: [lustre-operator.dev/machine], labels: {lustre-operator.dev/host: kvm1}}
            spec: {host: kvm1, cluster: ha, group: oss, index: 0, roles: [OSS], cpu: {count: 1}, memory: {size: 1Gi}}
            """, "apply", "-f", "-");
        await _cluster.Kubectl(null, "patch", "kvmhost", "kvm1", "--type=merge", "-p", """{"spec":{"devices":[{"address":"0000:41:00.0","fabric":"ib-a"}]}}""");
        await _cluster.Kubectl(
            null, "patch", "-n", Namespace, "lease", "kvmhost-kvm1", "--type=merge", "-p", """{"spec":{"holderIdentity":"agent","leaseDurationSeconds":40}}""");
    }

    // What must stay: each object with its incarnation and its spec, a line for each. Labels and annotations may tell of another version.
    private async Task<string> StateAsync() => string.Concat(
        (await _cluster.GetAsync(Kept, "--all-namespaces"))["items"]!.AsArray().Select(found =>
            $"{Rendering.Id(found!)} {found!["metadata"]!["uid"]} {found["metadata"]!["deletionTimestamp"]} {found["spec"]?.ToJsonString()}\n"));

    private static string Line(string id, string state) => state.Split('\n').Single(line => line.StartsWith($"{id} ", StringComparison.Ordinal)) + "\n";
}
