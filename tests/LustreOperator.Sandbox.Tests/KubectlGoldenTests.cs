using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LustreOperator.Sandbox.Tests;

/// <summary>The real kubectl, run against this server, says what it said to a real API server.</summary>
[Category("integration")]
internal sealed partial class KubectlGoldenTests
{
    private static readonly IReadOnlyList<JsonObject> s_recorded = GoldenFiles.Read("kubectl/recorded.json");
    private readonly List<(int Exit, string Output, string Error)> _results = [];

    public static IEnumerable<TestCaseData> Commands =>
        s_recorded.Select((c, i) => new TestCaseData(i).SetArgDisplayNames($"{i:00} {Text(c, "command")}"));

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        if (KubectlProcess.Path is null)
        {
            Assert.Ignore("There is no kubectl on this machine.");
        }

        string folder = Directory.CreateTempSubdirectory("kubectl-golden").FullName;
        try
        {
            foreach (string file in Directory.GetFiles(GoldenFiles.KubectlFolder, "*.yaml"))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            var options = new SandboxOptions { KubeconfigPath = Path.Combine(folder, "kubeconfig") };
            await using SandboxServer server = await SandboxServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
            foreach (JsonObject command in s_recorded)
            {
                string[] arguments = Text(command, "command").Split(' ')[1..];
                _results.Add(await KubectlProcess.RunAsync(folder, options.KubeconfigPath, arguments, CancellationToken.None));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCaseSource(nameof(Commands))]
    public void Command_replayed_saysWhatWasRecorded(int index)
    {
        JsonObject recorded = s_recorded[index];
        (int exit, string output, string error) = _results[index];
        Assert.Multiple(() =>
        {
            Assert.That(Scrub(output), Is.EqualTo(Scrub(Text(recorded, "stdout"))));
            Assert.That(Scrub(error), Is.EqualTo(Scrub(Text(recorded, "stderr"))));
            Assert.That(exit, Is.EqualTo(recorded["exit"]!.GetValue<int>()));
        });
    }

    private static string Text(JsonObject command, string name) => command[name]?.GetValue<string>() ?? string.Empty;

    private static string Scrub(string text)
    {
        text = ShortWatchPattern().Replace(text, "");
        text = TemporaryPattern().Replace(text, "<tmp>/${side}");
        text = TimePattern().Replace(text, "<time>");
        text = UidPattern().Replace(text, "<uid>");
        text = VersionPattern().Replace(text, "${before}<rv>");
        return AgePattern().Replace(text, "<age>");
    }

    // A wait of one second ends its own watch, now and then a moment before it is a second old, and client-go then warns of itself.
    [GeneratedRegex(@"^W\d{4} .*: very short watch: .*\n", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex ShortWatchPattern();

    [GeneratedRegex(@"/[^ \t]*/(?<side>LIVE|MERGED)-\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TemporaryPattern();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| [+-]\d{4})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimePattern();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UidPattern();

    [GeneratedRegex("(?<before>resourceVersion: \"|Resource Version: +)\\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"(?<= )\d+[smh](\d+s)?(?=\n)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AgePattern();
}
