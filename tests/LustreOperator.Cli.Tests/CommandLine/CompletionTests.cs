using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Tests.Hosts;

namespace LustreOperator.Cli.Tests.CommandLine;

/// <summary>What the scripts of shells are answered.</summary>
internal sealed class CompletionTests
{
    [TestCase("host a", "add\n:4\n")]
    [TestCase("host add --tok", "--token-duration\n:4\n")]
    [TestCase("hosts -o ", "json\nsvg\ntable\ntext\nyaml\n:4\n")]
    [TestCase("stop lc/ha --role MD", "MDS\n:4\n")]
    [TestCase("plan -f ", ":0\n")]
    [TestCase("plan --kubeconfig ab", ":0\n")]
    [TestCase("plan --filename x -o y", "yaml\n:4\n")]
    [TestCase("completion f", "fish\n:4\n")]
    public async Task Words_are_completed_and_names_of_files_where_one_is_wanted(string words, string answer) =>
        Assert.That(await AskAsync(Path.GetTempPath(), words), Is.EqualTo(answer));

    [Test]
    public async Task Names_come_from_the_cluster()
    {
        await using InstalledSandbox sandbox = await InstalledSandbox.StartAsync();
        await sandbox.HostAsync("kvm1");
        await sandbox.ClusterAsync("ha", """{"machines": [{"name": "oss", "roles": ["OSS"], "cpu": {"count": 1}, "memory": {"size": "1Gi"}}]}""");

        Assert.That(await AskAsync(sandbox.Folder, "plan --kubeconfig kubeconfig -n def"), Is.EqualTo("default\n:4\n"));
        Assert.That(await AskAsync(sandbox.Folder, "cordon --kubeconfig kubeconfig k"), Is.EqualTo("kvm1\n:4\n"));
        Assert.That(await AskAsync(sandbox.Folder, "stop --kubeconfig kubeconfig lc"), Is.EqualTo("lc/ha\n:4\n"));
    }

    private static async Task<string> AskAsync(string folder, string words)
    {
        using StringWriter output = new() { NewLine = "\n" };
        int code = await LustreCommand.RunAsync(["__complete", .. words.Split(' ')], new Shell(output, TextWriter.Null, TimeProvider.System, folder));
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        return output.ToString();
    }
}
