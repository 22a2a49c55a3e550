using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Tests;

/// <summary>A watcher that does not read is cut off; the others do not notice.</summary>
internal sealed class SlowWatcherTests : SandboxFixture
{
    protected override SandboxOptions Options => new() { WatchQueue = 150, HistoryPerResource = 100 };

    [Test]
    public async Task Watcher_thatReadsNothing_isCutOffAndTheOtherSeesAll()
    {
        const int writes = 400;
        string start = await Version();
        using StreamReader slow = await Watch($"{Maps}?watch=1&resourceVersion={start}&labelSelector=flood");
        using StreamReader quick = await Watch($"{Maps}?watch=1&resourceVersion={start}&labelSelector=flood");
        Task<List<JsonNode>> reading = quick.Events(writes);

        for (int i = 0; i < writes; i++)
        {
            // Large, so that the connection's own buffers do not hold them all.
            await Post(Maps, Map($"flood-{i}", ",\"labels\":{\"flood\":\"\"}", $"\"text\":\"{new string('x', 64 * 1024)}\""));
        }

        List<JsonNode> seen = await reading;
        Assert.That(seen.Select(e => (string?)e["object"]!["metadata"]!["name"]), Is.EqualTo(Enumerable.Range(0, writes).Select(i => $"flood-{i}")));
        Assert.That(async () => await slow.Events(writes), Throws.InstanceOf<IOException>());
        Assert.That((await Get($"{Maps}?watch=1&resourceVersion={start}&timeoutSeconds=1")).Text, Does.Contain("\"code\":410").And.Contain("too old resource version"));
    }
}
