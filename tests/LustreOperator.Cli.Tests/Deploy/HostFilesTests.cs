using System.Text.RegularExpressions;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Deploy;

/// <summary>Image, unit and settings: files that only other machines run.</summary>
internal sealed partial class HostFilesTests
{
    [Test]
    public void Image_runs_the_published_operator_and_not_as_root()
    {
        string text = Manifests.Text("Dockerfile");

        Assert.That(text, Does.Contain("COPY artifacts/image/LustreOperator.Operator /opt/lustre-operator/\n"));
        Assert.That(text, Does.Contain("ENTRYPOINT [\"/opt/lustre-operator/LustreOperator.Operator\"]\n"));
        Assert.That(text, Does.Match(@"(?m)^USER (?!0)\d+:\d+$"));
        Assert.That(Manifests.Text("Dockerfile.dockerignore"), Is.EqualTo("*\n!artifacts/image/LustreOperator.Operator\n"));
        Assert.That(Manifests.Text("README.md"), Does.Contain("-o artifacts/image\n"));
    }

    [Test]
    public void Unit_tells_systemd_and_is_watched()
    {
        string text = Manifests.Text("lustre-agent.service");

        foreach (string line in new[] { "Type=notify", "Restart=always", "WatchdogSec=60", "EnvironmentFile=/etc/lustre-agent/agent.env", "NoNewPrivileges=yes" })
        {
            Assert.That(text.Split('\n'), Does.Contain(line));
        }
    }

    // The first would hide /sys from writes, the second stop the just-in-time compiler.
    [TestCase("ProtectKernelTunables=")]
    [TestCase("MemoryDenyWriteExecute=")]
    public void Unit_leaves_out_what_would_break_the_agent(string setting) =>
        Assert.That(Manifests.Text("lustre-agent.service").Split('\n').Where(line => line.StartsWith(setting, StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Setting_in_the_example_is_one_that_the_agent_reads()
    {
        string source = File.ReadAllText(RepositoryRoot.File("src", "LustreOperator.Agent", "AgentCommand.cs"));

        IEnumerable<string> read = EnvironmentRead().Matches(source).Select(match => "LUSTRE_AGENT_" + match.Groups["name"].Value);
        IEnumerable<string> shown = Setting().Matches(Manifests.Text("agent.env.example")).Select(match => match.Groups["name"].Value);

        Assert.That(shown, Is.Not.Empty.And.SubsetOf(read));
    }

    [Test]
    public void Option_that_a_program_is_started_with_is_one_that_it_knows()
    {
        string agent = File.ReadAllText(RepositoryRoot.File("src", "LustreOperator.Agent", "AgentCommand.cs"));
        string controller = File.ReadAllText(RepositoryRoot.File("src", "LustreOperator.Operator", "OperatorCommand.cs"));

        foreach (string option in Option().Matches(Manifests.Text("lustre-agent.service")).Select(match => match.Value))
        {
            Assert.That(agent, Does.Contain($"\"{option}\""));
        }

        foreach (string option in Option().Matches(Manifests.Text("operator.yaml")).Select(match => match.Value))
        {
            Assert.That(controller, Does.Contain($"\"{option}\""));
        }
    }

    [GeneratedRegex(@"(?<=[\[ ])--[a-z-]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Option();

    [GeneratedRegex(@"Env\(""(?<name>\w+)""\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EnvironmentRead();

    [GeneratedRegex(@"^(?<name>\w+)=", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Setting();
}
