using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>What the programs say and do when something they need is not there.</summary>
[Category("e2e")]
internal sealed class OutageTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("lustre-outage-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Broken_kubeconfig_is_one_line_that_names_the_file_and_exit_code_2()
    {
        string file = Path.Combine(_directory, "broken.kubeconfig");
        await File.WriteAllTextAsync(file, "clusters: [");

        CommandResult result = await Command.RunAsync(
            BuiltProgram.PathOf("LustreOperator.Operator", "LustreOperator.Operator"), ["--kubeconfig", file, "--health-port", "0"]);

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Errors + result.Output, Does.Contain(file).And.Not.Contain("   at "));
    }

    [Test]
    public async Task Absent_api_server_is_said_clearly_and_waited_for()
    {
        string file = Path.Combine(_directory, "absent.kubeconfig");
        await File.WriteAllTextAsync(file, """
            apiVersion: v1
            kind: Config
            current-context: c
            contexts: [{name: c, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: u, user: {token: t}}]
            """);

        await using BuiltProgram program = BuiltProgram.Start(
            "LustreOperator.Operator", "LustreOperator.Operator", "--kubeconfig", file, "--health-port", "0");
        await Eventually.That(() => program.Log.Contains("127.0.0.1:1", StringComparison.Ordinal), LustreLab.Patience);

        Assert.That(program.HasExited, Is.False);
        Assert.That(program.Log, Does.Not.Contain("   at "));
    }

    [Test]
    public async Task Options_at_fault_are_named_with_exit_code_2()
    {
        CommandResult result = await Command.RunAsync(
            BuiltProgram.PathOf("LustreOperator.Agent", "LustreOperator.Agent"), ["--host", "Not_A_Name", "--lease-seconds", "1"]);

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Errors, Does.Contain("--host").And.Contain("LeaseSeconds"));
    }

    [Test]
    public async Task Unreachable_libvirt_is_said_on_the_host_and_its_machines_and_passes_when_it_is_back()
    {
        await using LustreLab lab = await LustreLab.StartAsync();
        string ns = await lab.NewNamespace();
        await lab.Kubectl(ns, "apply", "-f", RepositoryRoot.File("deploy", "examples", "small", "dedicated.yaml"));
        await lab.WaitReady(ns, "pinned");

        await lab.Libvirtd.SignalDaemon("STOP");
        await lab.Kubectl(ns, "wait", "--for=condition=LibvirtReachable=False", $"kh/{lab.Host}");
        Assert.That((await lab.Get(ns, "kh", lab.Host))["status"]!["conditions"]!.ToJsonString(), Does.Contain("LibvirtUnreachable"));

        await lab.Libvirtd.SignalDaemon("CONT");
        await lab.Kubectl(ns, "wait", "--for=condition=LibvirtReachable=True", $"kh/{lab.Host}");
        await lab.WaitReady(ns, "pinned");
        Assert.That(await lab.Domains(ns, running: true), Has.Length.EqualTo(1));
        await lab.Kubectl(ns, "delete", "lc", "pinned");
    }

    [Test]
    public async Task Agent_that_is_gone_turns_its_host_and_machines_Unknown_and_never_off()
    {
        await using LustreLab lab = await LustreLab.StartAsync();
        string ns = await lab.NewNamespace();
        await lab.Kubectl(ns, "apply", "-f", RepositoryRoot.File("deploy", "examples", "small", "dedicated.yaml"));
        await lab.WaitReady(ns, "pinned");

        await lab.Agent.KillAsync();
        await lab.Kubectl(ns, "wait", "--for=condition=HostReachable=Unknown", $"kh/{lab.Host}", "lm/pinned-oss-0");
        await lab.Kubectl(ns, "wait", "--for=condition=Ready=Unknown", "lm/pinned-oss-0", "lc/pinned");
        Assert.That(await lab.Domains(ns, running: true), Has.Length.EqualTo(1));

        await using BuiltProgram next = lab.StartAgent(resyncSeconds: 30);
        await lab.Kubectl(ns, "wait", "--for=condition=HostReachable=True", $"kh/{lab.Host}", "lm/pinned-oss-0");
        await lab.WaitReady(ns, "pinned");
        await lab.Kubectl(ns, "delete", "lc", "pinned");
    }
}
