using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;
using LustreOperator.Cli.Tests.Hosts;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using LustreOperator.TestKit;
using LustreOperator.Views.Drawing;
using LustreOperator.Views.Tests.Topology;
using LustreOperator.Views.Topology;
using Spectre.Console;

namespace LustreOperator.Cli.Tests.Pictures;

internal sealed class TopologyCommandTests
{
    private InstalledSandbox _sandbox = null!;

    [SetUp]
    public async Task Start() => _sandbox = await InstalledSandbox.StartAsync();

    [TearDown]
    public async Task Stop() => await _sandbox.DisposeAsync();

    [Test]
    public async Task Cluster_that_is_not_there_is_told_in_one_line()
    {
        CliResult result = await _sandbox.RunAsync("topology ha -n qa");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(result.Error, Is.EqualTo("kubectl lustre: there is no cluster ha in namespace qa; kubectl get lc --all-namespaces lists what there is\n"));
    }

    [Test]
    public async Task Cluster_of_another_namespace_is_pointed_at()
    {
        await MakeAsync();

        CliResult result = await _sandbox.RunAsync("topology ha -n qa");

        Assert.That(result.Error, Does.EndWith("there is no cluster ha in namespace qa, but in default; give --namespace default\n"));
    }

    [Test]
    public async Task Cluster_that_nobody_has_placed_is_drawn()
    {
        await MakeAsync();

        CliResult result = await _sandbox.RunAsync("topology ha");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Out, Does.StartWith("default/ha  unknown (NotObserved)\nthe operator has not looked at the present spec yet; is it running?\n"));
        Assert.That(result.Out, Does.Match(@"A  ha-oss-0  OSS .*not placed\n"));
    }

    [Test]
    public async Task Drawing_is_one_file()
    {
        await MakeAsync();

        CliResult result = await _sandbox.RunAsync("topology ha -o svg");

        Assert.That(result.Out, Does.StartWith("<svg ").And.EndsWith("</svg>\n"));
    }

    [TestCase("json")]
    [TestCase("yaml")]
    public async Task Programs_get_the_model(string format)
    {
        await MakeAsync();

        CliResult result = await _sandbox.RunAsync($"topology ha -o {format}");

        await File.WriteAllTextAsync(Path.Combine(_sandbox.Folder, "model"), result.Out);
        JsonNode model = YamlFile.Read(Path.Combine(_sandbox.Folder, "model")).Single();
        Assert.That((string?)model["machines"]![0]!["name"], Is.EqualTo("ha-oss-0"));
        Assert.That((string?)model["ready"], Is.EqualTo("Unknown"));
    }

    [Test]
    public void Picture_for_a_terminal_has_the_same_words_in_colours()
    {
        using StringWriter text = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.TrueColor,
        });
        console.Profile.Width = 100;
        IReadOnlyList<TextLine> lines = TextPicture.Draw(Fixtures.Ha().Model, 100);
        TerminalPrinter.Coloured(console, lines);

        Assert.That(text.ToString(), Does.Contain("\u001b[38;5;0;48;2;119;170;221mA0"));
        Assert.That(
            System.Text.RegularExpressions.Regex.Replace(text.ToString(), "\u001b\\[[0-9;]*m", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5))
                .Split('\n').Select(line => line.TrimEnd()).SkipLast(1),
            Is.EqualTo(lines.Select(line => line.ToString().TrimEnd())));
    }

    private Task<LustreCluster> MakeAsync() => _sandbox.Client.CreateAsync(
        ApiResources.Clusters,
        new LustreCluster
        {
            Metadata = new ObjectMeta { Name = "ha", Namespace = "default" },
            Spec = new LustreClusterSpec { Machines = [Fixtures.Group("oss", 1, 2, "1Gi", [MachineRole.OSS])] },
        },
        WriteOptions.Default,
        CancellationToken.None);
}
