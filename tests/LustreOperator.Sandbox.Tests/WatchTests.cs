using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Tests;

/// <summary>Watchers see what they selected and nothing else; one that does not read is cut off, and the others do not notice.</summary>
internal sealed class WatchTests : SandboxFixture
{
    private const int Queue = 50;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    protected override SandboxOptions Options => new() { WatchQueue = Queue, HistoryPerResource = 100 };

    [Test]
    public async Task Watcher_thatReadsNothing_isCutOffAndTheOtherSeesAll()
    {
        const int writes = 400;
        string start = await Version();
        using StreamReader slow = await Watch($"{Maps}?watch=1&resourceVersion={start}&labelSelector=flood");
        using StreamReader quick = await Watch($"{Maps}?watch=1&resourceVersion={start}&labelSelector=flood");
        Task<List<JsonNode>> reading = Read(quick, writes);

        for (int i = 0; i < writes; i++)
        {
            // Large, so that the connection's own buffers do not hold them all.
            await Post(Maps, Map($"flood-{i}", ",\"labels\":{\"flood\":\"\"}", $"\"text\":\"{new string('x', 64 * 1024)}\""));
        }

        List<JsonNode> seen = await reading;
        Assert.That(seen.Select(e => (string?)e["object"]!["metadata"]!["name"]), Is.EqualTo(Enumerable.Range(0, writes).Select(i => $"flood-{i}")));
        Assert.That(async () => await Read(slow, writes), Throws.InstanceOf<IOException>());
        Assert.That((await Get($"{Maps}?watch=1&resourceVersion={start}&timeoutSeconds=1")).Text, Does.Contain("\"code\":410").And.Contain("too old resource version"));
    }

    [Test]
    public async Task Watcher_fromAVersionToCome_hearsOnlyWhatIsLater()
    {
        long version = long.Parse(await Version(), System.Globalization.CultureInfo.InvariantCulture);
        using StreamReader watch = await Watch($"{Maps}?watch=1&resourceVersion={version + 1}&labelSelector=future");

        await Post(Maps, Map("future-1", ",\"labels\":{\"future\":\"\"}"));
        await Post(Maps, Map("future-2", ",\"labels\":{\"future\":\"\"}"));

        Assert.That((string?)(await Read(watch, 1))[0]["object"]!["metadata"]!["name"], Is.EqualTo("future-2"));
    }

    [Test]
    public async Task Bookmark_isNeverAheadOfWhatWasSent()
    {
        string start = await Version();
        using StreamReader watch = await Watch($"{Maps}?watch=1&resourceVersion={start}&labelSelector=marked&allowWatchBookmarks=true&timeoutSeconds=3");
        using var stop = new CancellationTokenSource();
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                await Post(Maps, Map($"marked-{i}", ",\"labels\":{\"marked\":\"\"}"));
            }
        });

        List<JsonNode> events = await Read(watch, int.MaxValue);
        await stop.CancelAsync();
        await writing;
        long[] versions = [.. events.Select(e => long.Parse((string)e["object"]!["metadata"]!["resourceVersion"]!, System.Globalization.CultureInfo.InvariantCulture))];

        Assert.That(versions, Is.Ordered);
    }

    private async Task<string> Version() => (string)(await Get($"{Maps}?limit=1")).Body["metadata"]!["resourceVersion"]!;

    private async Task<StreamReader> Watch(string path) => new(await Client.GetStreamAsync(new Uri(path, UriKind.Relative)));

    /// <summary>Reads so many events, or until the stream ends.</summary>
    private static async Task<List<JsonNode>> Read(StreamReader watch, int count)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        List<JsonNode> events = [];
        while (events.Count < count && await watch.ReadLineAsync(deadline.Token) is { } line)
        {
            events.Add(JsonNode.Parse(line)!);
        }

        return events;
    }
}
