using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Tests;

/// <summary>Every recorded request gets the answer that a real API server gave.</summary>
internal sealed class HttpGoldenTests
{
    private static readonly IReadOnlyList<JsonObject> s_recorded = GoldenFiles.Read("http/recorded.json");
    private readonly Dictionary<string, JsonObject> _answers = new(StringComparer.Ordinal);

    public static IEnumerable<string> Steps => s_recorded.Select(Id);

    [OneTimeSetUp]
    public async Task ReplayAsync()
    {
        // No controller manager ran beside the recorded server.
        var options = new SandboxOptions { RunControllers = false };
        await using SandboxServer server = await SandboxServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
        using var replay = new GoldenReplay(server);
        foreach (JsonObject step in GoldenFiles.Read("http/steps.json"))
        {
            _answers[Id(step)] = await replay.RunAsync(step, CancellationToken.None);
        }
    }

    [TestCaseSource(nameof(Steps))]
    public void Step_replayed_answersAsRecorded(string id)
    {
        JsonObject expected = s_recorded.Single(s => Id(s) == id);
        JsonObject actual = _answers[id];
        List<string> differences = [.. GoldenComparison.Differences(Lenient(expected["answer"]), actual["answer"], id)];
        JsonArray during = expected["during"]?.AsArray() ?? [];
        for (int i = 0; i < during.Count; i++)
        {
            differences.AddRange(GoldenComparison.Differences(
                Lenient(during[i]!["answer"]), actual["during"]![i]!["answer"], $"{id}.{Id(during[i]!.AsObject())}"));
        }

        if (GoldenFiles.KnownDifferences.ContainsKey(id))
        {
            Assert.That(differences, Is.Not.Empty, "This step is equal now: take it off the list of known differences.");
            return;
        }

        Assert.That(differences, Is.Empty, string.Join('\n', differences));
    }

    /// <summary>Recorded numbers in messages become placeholders, as in the answers of the replay.</summary>
    private static JsonNode? Lenient(JsonNode? answer) => GoldenComparison.Scrub(answer);

    private static string Id(JsonObject step) => step["id"]!.GetValue<string>();
}
