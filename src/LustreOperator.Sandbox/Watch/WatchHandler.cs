using System.Globalization;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Selectors;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Watch;

/// <summary>Streams changes: what was missed, what comes, and bookmarks.</summary>
internal sealed class WatchHandler(ObjectStore store, TimeProvider time, CancellationToken stopping)
{
    /// <summary>A watch without a time limit ends after this time, as the API server's do at random after 30 to 60 minutes.</summary>
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromMinutes(45);

    public async Task WatchAsync(ApiContext context)
    {
        OutputForm form = Negotiation.Form(context.Http.Request);
        long? since = Since(context);
        var stream = new WatchStream(
            context.Http, new ObjectView(context.Definition, time, context.Query("includeObject")), context.Definition, form);
        var selection = new WatchSelection(
            context.Namespace, LabelSelector.Parse(context.Query("labelSelector")),
            FieldSelector.Parse(context.Query("fieldSelector"), context.Definition));

        WatchSubscription subscription;
        ResourceSnapshot snapshot;
        await stream.StartAsync();
        try
        {
            bool initial = context.Flag("sendInitialEvents") || since is null or 0;
            (subscription, snapshot) = store.Watch(context.Definition.Storage, initial ? null : since);
            if (since > snapshot.Revision)
            {
                subscription.Dispose();
                await stream.ErrorAsync(ApiErrors.TooLarge(since.Value, snapshot.Revision));
                return;
            }

            if (initial && context.Query("sendInitialEvents") != "false")
            {
                await SendInitialAsync(context, stream, selection, snapshot);
            }
        }
        catch (HistoryExpiredException e)
        {
            await stream.ErrorAsync(ApiErrors.Expired(e.Message));
            return;
        }

        using (subscription)
        {
            await FollowAsync(context, stream, selection, subscription, snapshot.Revision);
        }
    }

    private static long? Since(ApiContext context)
    {
        string text = context.Query("resourceVersion");
        if (text.Length == 0)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long since)
            ? since
            : throw new ApiException(
                500, null, $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
    }

    private static async Task SendInitialAsync(ApiContext context, WatchStream stream, WatchSelection selection, ResourceSnapshot snapshot)
    {
        foreach (StoredObject stored in snapshot.Objects.Values.Where(selection.Matches))
        {
            await stream.EventAsync("ADDED", stored);
        }

        if (context.Flag("sendInitialEvents") && context.Flag("allowWatchBookmarks"))
        {
            await stream.BookmarkAsync(snapshot.Revision, endOfInitialEvents: true);
        }
    }

    private async Task FollowAsync(
        ApiContext context, WatchStream stream, WatchSelection selection, WatchSubscription subscription, long revision)
    {
        bool bookmarks = context.Flag("allowWatchBookmarks");
        TimeSpan lifetime = context.Timeout ?? s_defaultTimeout;
        var schedule = new BookmarkSchedule(time.GetUtcNow(), lifetime);
        using var timeout = new CancellationTokenSource(lifetime, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.Aborted, stopping, timeout.Token);
        while (!end.IsCancellationRequested)
        {
            using var pause = new CancellationTokenSource(schedule.Until(time.GetUtcNow()), time);
            using var wake = CancellationTokenSource.CreateLinkedTokenSource(end.Token, pause.Token);
            try
            {
                if (!await subscription.Events.WaitToReadAsync(wake.Token))
                {
                    return;
                }

                while (subscription.Events.TryRead(out StoreEvent? change))
                {
                    revision = change.Revision;
                    if (selection.Translate(change) is var (type, stored))
                    {
                        await stream.EventAsync(type, stored);
                    }
                }
            }
            catch (OperationCanceledException) when (!end.IsCancellationRequested)
            {
                schedule.Sent();
                if (bookmarks)
                {
                    await stream.BookmarkAsync(Math.Max(revision, store.Revision), endOfInitialEvents: false);
                }
            }
            catch (OperationCanceledException) when (!context.Aborted.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
