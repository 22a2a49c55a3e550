using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Tests;

/// <summary>From which version on watchers hear, and up to which.</summary>
internal sealed class WatchTests : SandboxFixture
{
    [Test]
    public async Task Watcher_fromAVersionToCome_hearsOnlyWhatIsLater()
    {
        long version = long.Parse(await Version(), System.Globalization.CultureInfo.InvariantCulture);
        using StreamReader watch = await Watch($"{Maps}?watch=1&resourceVersion={version + 1}&labelSelector=future");

        await Post(Maps, Map("future-1", ",\"labels\":{\"future\":\"\"}"));
        await Post(Maps, Map("future-2", ",\"labels\":{\"future\":\"\"}"));

        Assert.That((string?)(await watch.Events(1))[0]["object"]!["metadata"]!["name"], Is.EqualTo("future-2"));
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

        List<JsonNode> events;
        try
        {
            events = await watch.Events(int.MaxValue);
        }
        finally
        {
            await stop.CancelAsync();
            await writing;
        }

        long[] versions = [.. events.Select(e => long.Parse((string)e["object"]!["metadata"]!["resourceVersion"]!, System.Globalization.CultureInfo.InvariantCulture))];

        Assert.That(versions, Is.Ordered);
    }
}
