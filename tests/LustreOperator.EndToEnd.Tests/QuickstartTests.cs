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
        string kubeconfig = Path.Combine(Temporary, "cluster");
        await using BuiltProgram cluster = BuiltProgram.Start("LustreOperator.Cli", "kubectl-lustre", "sandbox", "--api-only", "--kubeconfig", kubeconfig);
        await Eventually.That(() => File.Exists(kubeconfig), LustreLab.Patience);

        CommandResult run = await RunAsync("--kubeconfig", kubeconfig, "--hosts", "3", "--once");

        var environment = new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig };
        string left = (await Command.RunAsync("kubectl", ["get", "crds,clusterroles,namespaces", "-o", "name"], environment)).Succeeded();
        Assert.That(run.Succeeded(), Does.Contain("ha is Ready: all 7 machines are as wanted"));
        Assert.That(left, Does.Not.Contain("lustre"));
    }

    [Test]
    public async Task Cluster_object_of_somebody_elses_is_neither_changed_nor_deleted()
    {
        string kubeconfig = Path.Combine(Temporary, "cluster");
        var environment = new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig };
        await using BuiltProgram cluster = BuiltProgram.Start("LustreOperator.Cli", "kubectl-lustre", "sandbox", "--api-only", "--kubeconfig", kubeconfig);
        await Eventually.That(() => File.Exists(kubeconfig), LustreLab.Patience);
        (await Command.RunAsync("kubectl", ["apply", "-f", RepositoryRoot.File("crds")], environment)).Succeeded();
        (await Command.RunAsync("kubectl", ["wait", "--for=condition=Established", "crd/lustreclusters.lustre-operator.dev"], environment)).Succeeded();
        (await Command.RunAsync("kubectl", ["apply", "-f", RepositoryRoot.File("deploy", "examples", "ha.yaml")], environment)).Succeeded();

        CommandResult run = await RunAsync("--kubeconfig", kubeconfig, "--hosts", "1", "--once");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain("the cluster has lustrecluster.lustre-operator.dev/ha already, and it is not this script's to change"));
        Assert.That((await Command.RunAsync("kubectl", ["get", "lc,kh", "-o", "name"], environment)).Succeeded().Trim(), Is.EqualTo("lustrecluster.lustre-operator.dev/ha"));
    }

    [Test]
    public async Task Example_that_does_not_fit_ends_with_the_reason()
    {
        CommandResult run = await RunAsync("--example", "bench", "--hosts", "2", "--once");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Match(@"bench is not Ready after \d+ s: 0/2 hosts fit \S+.*free HCAs? on fabric ib-a"));
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
