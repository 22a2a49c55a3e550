using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>The install of deploy/README.md, and what people do to it: again, on the server's side, in a namespace of their own, and away.</summary>
[Category("e2e")]
internal sealed class InstallTests
{
    private static readonly string s_deploy = RepositoryRoot.File("deploy");

    [Test]
    public async Task Install_is_taken_twice_from_either_side_and_taken_away_again()
    {
        await using BareCluster cluster = await BareCluster.StartAsync();

        string first = await cluster.Kubectl("apply", "-k", s_deploy);
        string second = await cluster.Kubectl("apply", "-k", s_deploy);
        string third = await cluster.Kubectl("apply", "--server-side", "-k", s_deploy);
        string fourth = await cluster.Kubectl("apply", "--server-side", "-k", s_deploy);

        Assert.That(Lines(first), Is.All.EndsWith(" created"));
        Assert.That(Lines(second), Is.All.EndsWith(" unchanged"));
        Assert.That(Lines(third).Concat(Lines(fourth)), Is.All.EndsWith(" serverside-applied"));

        await cluster.Kubectl("delete", "-k", s_deploy);

        Assert.That(await cluster.Kubectl("get", "crds,namespaces,clusterroles,clusterrolebindings,validatingadmissionpolicies", "-o", "name"), Does.Not.Contain("lustre"));
    }

    [Test]
    public async Task Install_from_the_servers_side_is_taken_twice()
    {
        await using BareCluster cluster = await BareCluster.StartAsync();

        string first = await cluster.Kubectl("apply", "--server-side", "-k", s_deploy);
        string second = await cluster.Kubectl("apply", "--server-side", "-k", s_deploy);

        Assert.That(Lines(first).Concat(Lines(second)), Is.All.EndsWith(" serverside-applied"));
        await cluster.Kubectl("delete", "-k", s_deploy);
    }

    // What was installed in another namespace is found there by every program without being told.
    [Test]
    public async Task Host_and_cluster_become_Ready_in_an_installation_of_another_namespace()
    {
        await SharedLab.LeaveAsync();
        await using TestCluster cluster = await TestCluster.StartAsync(installedIn: "lab");
        string ns = await cluster.NewNamespace();
        string kubeconfig = await cluster.AddHostAsync("kvm-lab");
        await using BuiltProgram agent = BuiltProgram.Start(
            "LustreOperator.Agent", "LustreOperator.Agent",
            "--host", "kvm-lab", "--libvirt-uri", "simulated:///talk-2011?host=kvm-lab", "--kubeconfig", kubeconfig, "--health-port", "0");
        await cluster.Kubectl(ns, "wait", "--for=condition=Ready", "kh/kvm-lab");

        await cluster.Apply(ns, """
            apiVersion: lustre-operator.dev/v1alpha1
            kind: LustreCluster
            metadata: {name: lone}
            spec:
              machines: [{name: client, roles: [Client], memory: {size: 1Gi}, shutdownGraceSeconds: 1}]
            """);
        await cluster.Kubectl(ns, "wait", "--for=condition=Ready", "lc/lone");

        Assert.That(await cluster.Kubectl("lab", "get", "leases", "-o", "name"), Does.Contain("/lustre-operator-leader").And.Contain("/kvmhost-kvm-lab"));
        Assert.That(
            await cluster.Kubectl(ns, "get", "events", "-o", "jsonpath={range .items[*]}{.reportingComponent} {.involvedObject.kind}{\"\\n\"}{end}"),
            Does.Contain("lustre-agent LustreMachine"));
        Assert.That(agent.Log, Does.Not.Contain("not sent"));
        await cluster.Kubectl(ns, "delete", "lc", "lone");
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
