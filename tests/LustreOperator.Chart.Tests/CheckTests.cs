using LustreOperator.TestKit;

namespace LustreOperator.Chart.Tests;

/// <summary>What `helm test` runs, as a process under the operator's own rights, on what the chart installed.</summary>
[Category("integration")]
internal sealed class CheckTests
{
    private const string Namespace = "lab";

    private static readonly string[] s_checks = ["API server", "definitions", "rights", "policies", "leader"];

    private LocalCluster _cluster = null!;
    private string _kubeconfig = "";

    [SetUp]
    public async Task Start()
    {
        _cluster = await LocalCluster.StartAsync(Namespace);
        await new Release(_cluster, "lustre", Namespace).ApplyAsync();
        _kubeconfig = await _cluster.KubeconfigOfAsync(Namespace, "lustre-operator");
    }

    [TearDown]
    public async Task Stop() => await _cluster.DisposeAsync();

    [Test]
    public async Task Installation_whose_operator_leads_is_fine()
    {
        await using BuiltProgram running = BuiltProgram.Start(
            "LustreOperator.Operator", "LustreOperator.Operator", "--kubeconfig", _kubeconfig, "--namespace", Namespace, "--health-port", "0");

        CommandResult check = await CheckAsync(30);

        Assert.That(check.ExitCode, Is.Zero, check.Output + running.Log);
        Assert.That(Lines(check).Select(line => line.Split(':')[0]), Is.EqualTo(s_checks.Select(subject => $"ok      {subject}")));
    }

    [Test]
    public async Task Each_thing_that_is_wrong_is_said()
    {
        await _cluster.Kubectl(null, "delete", "validatingadmissionpolicybinding", "lustre-operator-agent-hosts");
        await _cluster.Kubectl(null, "delete", "clusterrolebinding", "lustre-operator");
        await _cluster.Kubectl(null, "delete", "crd", "lustremachines.lustre-operator.dev");

        CommandResult check = await CheckAsync(3);

        Assert.That(check.ExitCode, Is.EqualTo(1));
        Assert.That(Lines(check), Has.Some.StartsWith("FAILED  definitions: LustreMachine of lustre-operator.dev/v1alpha1 is not served"));
        Assert.That(Lines(check), Has.Some.StartsWith("FAILED  rights: the operator may not create lustremachines.lustre-operator.dev; "));
        Assert.That(Lines(check), Has.Some.StartsWith("FAILED  policies: "));
        Assert.That(Lines(check), Has.Some.StartsWith("FAILED  leader: no operator leads in lab: "));
    }

    private Task<CommandResult> CheckAsync(int leaseSeconds) => Command.RunAsync(
        BuiltProgram.PathOf("LustreOperator.Operator", "LustreOperator.Operator"),
        ["--check", "--kubeconfig", _kubeconfig, "--namespace", Namespace, "--lease-seconds", $"{leaseSeconds}"]);

    private static string[] Lines(CommandResult check) => check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
