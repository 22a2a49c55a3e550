using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Tests.CommandLine;

internal sealed class UnreachableClusterTests
{
    private ScratchFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new ScratchFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [TestCase("host list --kubeconfig absent")]
    [TestCase("--kubeconfig absent host list")]
    public async Task Missing_kubeconfig_is_named(string commandLine)
    {
        CliResult result = await Cli.RunAsync(_folder.Path, commandLine);

        Assert.That(result.Error, Does.StartWith($"kubectl lustre: {_folder.File("absent")}: cannot be read"));
        AssertOneLine(result);
    }

    [Test]
    public async Task Broken_kubeconfig_is_named_with_the_field()
    {
        await File.WriteAllTextAsync(_folder.File("kc"), "kind: Config\ncurrent-context: lab\ncontexts: []\n");

        CliResult result = await Cli.RunAsync(_folder.Path, "host list --kubeconfig kc");

        Assert.That(result.Error, Does.Contain("current-context").And.Contains("lab"));
        AssertOneLine(result);
    }

    [Test]
    public async Task Absent_server_is_told_with_what_to_look_at()
    {
        await File.WriteAllTextAsync(_folder.File("kc"), """
            kind: Config
            current-context: lab
            clusters: [{name: lab, cluster: {server: "http://127.0.0.1:1"}}]
            contexts: [{name: lab, context: {cluster: lab}}]
            """);

        CliResult result = await Cli.RunAsync(_folder.Path, "host list --kubeconfig kc");

        Assert.That(result.Error, Does.Contain("http://127.0.0.1:1 cannot be reached").And.Contains("is it running"));
        AssertOneLine(result);
    }

    private static void AssertOneLine(CliResult result)
    {
        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error.Count(letter => letter == '\n'), Is.EqualTo(1), result.Error);
    }
}
