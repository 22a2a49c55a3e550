using System.Runtime.Versioning;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>However deploy/quickstart.sh is ended on a terminal, nothing of it is left: no process, no guest, no folder, nothing on somebody's cluster.</summary>
[Category("e2e")]
[UnsupportedOSPlatform("windows")]
internal sealed class EndTests : QuickstartTest
{
    private const string Runs = "Ctrl-C stops everything";

    private static readonly string[] s_modes = ["--hosts 2", "--example nhop", "--qemu", "--once --timeout 1000 --example bench --hosts 1"];

    protected override TimeSpan Limit => TimeSpan.FromMinutes(15);

    private string KubeCache => Path.Combine(Temporary, "home", ".kube");

    private static IEnumerable<TestCaseData> InTheGate =>
    [
        new("--hosts 2", Runs, End.CtrlCWithTee),
        new("--hosts 2", Runs, End.ClosedTerminal),
        new("--hosts 2", "== building", End.Kill),
        new("--qemu", Runs, End.Kill),
    ];

    private static IEnumerable<TestCaseData> Long =>
        from mode in s_modes
        from moment in (string[])["== building", "== starting", "== applying", Runs]
        where moment != Runs || !mode.StartsWith("--once", StringComparison.Ordinal)
        from end in Enum.GetValues<End>()
        select new TestCaseData(mode, moment, end);

    private static IEnumerable<TestCaseData> VirtualHost =>
        from moment in (string[])["== booting", "== starting", Runs]
        from end in Enum.GetValues<End>()
        select new TestCaseData("--virtual-host", moment, end);

    [TestCaseSource(nameof(InTheGate))]
    public Task Nothing_is_left(string options, string moment, End end) => EndAsync(options, moment, end);

    [Category("long")]
    [TestCaseSource(nameof(Long))]
    [TestCaseSource(nameof(VirtualHost))]
    public Task Nothing_is_left_of_any_mode_at_any_moment(string options, string moment, End end) => EndAsync(options, moment, end);

    [TestCase(End.CtrlCWithTee)]
    [TestCase(End.Kill)]
    [TestCase(End.Term, Category = "long")]
    [TestCase(End.Hup, Category = "long")]
    [TestCase(End.ClosedTerminal, Category = "long")]
    public async Task Nothing_is_left_on_a_cluster_of_somebody_elses(End end)
    {
        string folder = Directory.CreateTempSubdirectory("cluster-").FullName;
        try
        {
            string kubeconfig = Path.Combine(folder, "kubeconfig");
            await using BuiltProgram cluster = BuiltProgram.Start("LustreOperator.Lab", "kubectl-lustre-sandbox", "--api-only", "--kubeconfig", kubeconfig);
            await Eventually.That(() => File.Exists(kubeconfig), LustreLab.Patience);

            await EndAsync($"--kubeconfig {kubeconfig} --hosts 2 --example small/ha", Runs, end);

            var environment = new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig, ["HOME"] = folder };
            Assert.That((await Command.RunAsync("kubectl", ["get", "crds,clusterroles,namespaces", "-o", "name"], environment)).Succeeded(), Does.Not.Contain("lustre"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task Run_whose_watcher_was_killed_too_is_taken_away_by_the_next()
    {
        await using (Terminal terminal = Begin("--hosts 2", tee: false))
        {
            await ShowsAsync(terminal, Runs);
            IReadOnlyList<RunningProcess> all = terminal.Processes();
            foreach (RunningProcess process in all.Where(process => process.Command.StartsWith("bash ", StringComparison.Ordinal)))
            {
                (await Command.RunAsync("kill", ["-KILL", $"{process.Id}"])).ToString();
            }

            await Eventually.That(() => all.All(process => !process.Lives), () => string.Join('\n', all.Where(process => process.Lives)), LustreLab.Patience);
            Assert.That(Directory.GetDirectories(Temporary, "lustre-quickstart.*"), Has.Length.EqualTo(1), "the folder is what is left");
        }

        (await RunAsync("--hosts", "1", "--example", "small/dedicated", "--once")).Succeeded();
        AssertNothingLeft();
    }

    private async Task EndAsync(string options, string moment, End end)
    {
        IReadOnlyList<RunningProcess> all;
        await using (Terminal terminal = Begin(options, end == End.CtrlCWithTee, builds: moment == "== building"))
        {
            await ShowsAsync(terminal, moment);
            all = terminal.Processes();
            switch (end)
            {
                case End.CtrlC or End.CtrlCWithTee:
                    await terminal.TypeCtrlCAsync();
                    break;
                case End.ClosedTerminal:
                    terminal.Close();
                    break;
                default:
                    RunningProcess script = all.First(process => process.Command.StartsWith("bash deploy/quickstart.sh", StringComparison.Ordinal));
                    (await Command.RunAsync("kill", [$"-{end.ToString().ToUpperInvariant()}", $"{script.Id}"])).Succeeded();
                    break;
            }

            await Eventually.That(
                () => all.All(process => !process.Lives) && Directory.GetFileSystemEntries(Temporary).All(entry => Path.GetFileName(entry) == "home"),
                () => string.Join('\n', [.. all.Where(process => process.Lives).Select(process => process.ToString()), .. Directory.GetFileSystemEntries(Temporary), terminal.Output]),
                Limit);
        }

        string[] cached = Directory.Exists(KubeCache) ? Directory.GetFiles(KubeCache, "*", SearchOption.AllDirectories) : [];
        Assert.That(cached, Is.Empty);
    }

    private Terminal Begin(string options, bool tee, bool builds = false) => new(
        $"cd '{RepositoryRoot.File()}' && bash deploy/quickstart.sh {(builds ? "" : "--no-build ")}{options}{(tee ? " 2>&1 | tee /dev/null" : "")}",
        new Dictionary<string, string> { ["CONFIGURATION"] = Configuration, ["TMPDIR"] = Temporary, ["KUBECACHEDIR"] = KubeCache });

    private async Task ShowsAsync(Terminal terminal, string text)
    {
        await Eventually.That(() => terminal.HasEnded || terminal.Output.Contains(text, StringComparison.Ordinal), () => terminal.Output, Limit);
        Assert.That(terminal.Output, Does.Contain(text));
    }

    /// <summary>How it is ended.</summary>
    internal enum End
    {
        CtrlC,
        CtrlCWithTee,
        ClosedTerminal,
        Term,
        Hup,
        Kill,
    }
}
