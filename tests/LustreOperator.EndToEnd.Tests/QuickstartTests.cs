using System.Diagnostics;
using System.Runtime.Versioning;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>deploy/quickstart.sh as a newcomer runs it.</summary>
[Category("e2e")]
[UnsupportedOSPlatform("windows")]
internal sealed class QuickstartTests : QuickstartTest
{
    [TestCase("ha", 7)]
    [TestCase("nhop", 5)]
    [TestCase("bench", 12)]
    [TestCase("small/ha", 5)]
    [TestCase("small/dedicated", 1)]
    public async Task Example_becomes_Ready_on_simulated_hosts_and_nothing_is_left(string example, int machines)
    {
        CommandResult run = await RunAsync("--example", example, "--once");

        string output = run.Succeeded();
        Assert.That(output, Does.Contain($"is Ready: all {machines} machines are as wanted"));
        Assert.That(output, Does.Match($@"lustrecluster\S+ +{machines}/{machines} +{machines}/{machines} +{machines}/{machines} +True"));
        AssertNothingLeft();
    }

    [Test]
    public async Task Real_libvirt_and_QEMU_serve_the_small_example()
    {
        CommandResult run = await RunAsync("--qemu", "--once");

        Assert.That(run.Succeeded(), Does.Contain("ha is Ready: all 5 machines are as wanted").And.Contain("\"ha\" deleted"));
        AssertNothingLeft();
    }

    [Test]
    public async Task Cluster_of_somebody_elses_is_used_and_left_as_it_was()
    {
        await using BareCluster cluster = await BareCluster.StartAsync();

        CommandResult run = await RunAsync("--kubeconfig", cluster.Kubeconfig, "--hosts", "3", "--once");

        Assert.That(run.Succeeded(), Does.Contain("ha is Ready: all 7 machines are as wanted"));
        Assert.That(await cluster.Kubectl("get", "crds,clusterroles,clusterrolebindings,validatingadmissionpolicies,namespaces", "-o", "name"), Does.Not.Contain("lustre"));
    }

    [Test]
    public async Task Cluster_object_of_somebody_elses_is_neither_changed_nor_deleted()
    {
        await using BareCluster cluster = await BareCluster.StartAsync();
        await cluster.Kubectl("apply", "-f", RepositoryRoot.File("crds"));
        await cluster.Kubectl("wait", "--for=condition=Established", "crd/lustreclusters.lustre-operator.dev");
        await cluster.Kubectl("apply", "-f", RepositoryRoot.File("deploy", "examples", "ha.yaml"));

        CommandResult run = await RunAsync("--kubeconfig", cluster.Kubeconfig, "--hosts", "1", "--once");

        string left = await cluster.Kubectl("get", "lc,kh", "-o", "name");

        // The operator, which held it, is gone with the quickstart.
        await cluster.Kubectl("patch", "lc/ha", "--type=merge", "-p", """{"metadata":{"finalizers":null}}""");
        await cluster.Kubectl("delete", "lc/ha", "--ignore-not-found");
        await cluster.Kubectl("delete", "-f", RepositoryRoot.File("crds"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain("the cluster has lustrecluster.lustre-operator.dev/ha already, and it is not this script's to change"));
        Assert.That(left.Trim(), Is.EqualTo("lustrecluster.lustre-operator.dev/ha"));
    }

    [Test]
    public async Task Example_that_does_not_fit_ends_with_the_reason()
    {
        CommandResult run = await RunAsync("--example", "bench", "--hosts", "2", "--once");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Match(@"bench is not Ready after \d+ s: 0/2 hosts fit \S+.*HCAs? on fabric ib-a"));
        AssertNothingLeft();
    }

    [Test]
    public async Task Ctrl_C_stops_everything_and_leaves_nothing_behind()
    {
        using Process script = Process.Start(Start("--hosts", "3"))!;
        Task<string> errors = script.StandardError.ReadToEndAsync();
        while (await script.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Ctrl-C stops everything", StringComparison.Ordinal))
        {
        }

        (await Command.RunAsync("kill", ["-INT", $"{script.Id}"])).Succeeded();
        await script.WaitForExitAsync(MachineTime.Limit(LustreLab.Patience).Token);

        Assert.That(script.ExitCode, Is.EqualTo(130), await errors);
        AssertNothingLeft();
    }

    [TestCase("--hosts 0", "--hosts must be a number from 1 to 200, not '0'")]
    [TestCase("--example none", "there is no example none; there are bench ha nhop small/dedicated small/ha virtual-host")]
    [TestCase("--kubeconfig nowhere", "--kubeconfig: there is no file nowhere")]
    [TestCase("--virtual-host --qemu", "--virtual-host brings its own libvirt: leave --qemu and --libvirt out")]
    [TestCase("--frobnicate", "there is no option --frobnicate; see --help")]
    public async Task Option_that_makes_no_sense_is_told_before_anything_starts(string options, string told)
    {
        CommandResult run = await RunAsync(options.Split(' '));

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain(told));
    }
}
