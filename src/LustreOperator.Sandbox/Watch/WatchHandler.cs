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

    /// <summary>How long a watch whose time is over may take to send what it has begun: to cut it short would reset the stream under its reader.</summary>
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(10);

    public async Task WatchAsync(ApiContext context)
    {
        OutputForm form = Negotiation.Form(context.Http.Request);
        if (Negotiation.WantsYaml(context.Http.Request))
        {
            throw new ApiException(
                406, "NotAcceptable",
                "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch");
        }

        OptionChecks.Watch(context);
        long? since = Since(context);
        var stream = new WatchStream(
            context.Http, new ObjectView(context.Definition, time, context.Query("includeObject")), context.Definition, form);
        var selection = new WatchSelection(
            context.Namespace, LabelSelector.Parse(context.Query("labelSelector")),
            FieldSelector.Parse(context.Query("fieldSelector"), context.Definition));

        await stream.StartAsync();
        bool initial = context.Flag("sendInitialEvents") || since is null or 0;
        WatchSubscription subscription;
        ResourceSnapshot snapshot;
        try
        {
            (subscription, snapshot) = store.Watch(context.Definition.Storage, initial ? null : since, selection.Concerns);
        }
        catch (HistoryExpiredException e)
        {
            await stream.ErrorAsync(ApiErrors.Expired(e.Message), context.Aborted);
            return;
        }

        using (subscription)
        {
            // A version that is still to come is waited for in silence.
            await StreamAsync(context, stream, selection, subscription, initial ? snapshot : null);
        }
    }

    private async Task StreamAsync(
        ApiContext context, WatchStream stream, WatchSelection selection, WatchSubscription subscription, ResourceSnapshot? initial)
    {
        TimeSpan lifetime = context.Timeout ?? s_defaultTimeout;
        var schedule = new BookmarkSchedule(time.GetUtcNow(), lifetime);
        using var timeout = new CancellationTokenSource(lifetime, time);
        using var late = new CancellationTokenSource(lifetime + s_lastWords, time);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.Aborted, stopping, late.Token, subscription.CutOff);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone.Token, timeout.Token);
        try
        {
            if (initial is not null && context.Query("sendInitialEvents") != "false")
            {
                await SendInitialAsync(context, stream, selection, initial, gone.Token);
            }

            while (await NextAsync(context, stream, subscription, schedule, end.Token, gone.Token))
            {
                while (!end.IsCancellationRequested && subscription.Events.TryRead(out StoreEvent? change))
                {
                    if (selection.Translate(change) is var (type, stored))
                    {
                        await stream.EventAsync(type, stored, gone.Token);
                    }
                }

                await stream.FlushAsync(gone.Token);
            }
        }
        catch (OperationCanceledException)
        {
            if (subscription.CutOff.IsCancellationRequested || late.IsCancellationRequested)
            {
                // What was not taken in time never will be: an orderly end would have to wait for it.
                context.Http.Abort();
            }
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

    private static async Task SendInitialAsync(
        ApiContext context, WatchStream stream, WatchSelection selection, ResourceSnapshot snapshot, CancellationToken ct)
    {
        foreach (StoredObject stored in snapshot.Objects.Values.Where(selection.Matches))
        {
            await stream.EventAsync("ADDED", stored, ct);
        }

        if (context.Flag("sendInitialEvents") && context.Flag("allowWatchBookmarks"))
        {
            await stream.BookmarkAsync(snapshot.Revision, endOfInitialEvents: true, ct);
        }

        await stream.FlushAsync(ct);
    }

    /// <summary>Waits for the next change, sending the bookmarks that become due meanwhile. False when there will be none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="stream">Where bookmarks go.</param>
    /// <param name="subscription">The changes.</param>
    /// <param name="schedule">When bookmarks are due.</param>
    /// <param name="end">Ends the wait.</param>
    /// <param name="gone">Ends a bookmark that is under way.</param>
    private async Task<bool> NextAsync(
        ApiContext context, WatchStream stream, WatchSubscription subscription, BookmarkSchedule schedule, CancellationToken end, CancellationToken gone)
    {
        ValueTask<bool> waiting = subscription.Events.WaitToReadAsync(end);
        if (waiting.IsCompleted)
        {
            return await waiting;
        }

        Task<bool> next = waiting.AsTask();
        while (true)
        {
            try
            {
                return await next.WaitAsync(schedule.Until(time.GetUtcNow()), time, end);
            }
            catch (TimeoutException)
            {
                schedule.Sent();
            }

            if (context.Flag("allowWatchBookmarks") && store.ReadUpTo(subscription) is { } revision)
            {
                await stream.BookmarkAsync(revision, endOfInitialEvents: false, gone);
            }
        }
    }
}
