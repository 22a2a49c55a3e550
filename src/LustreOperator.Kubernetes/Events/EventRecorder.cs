using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Tells people what happened to an object, as core/v1 Events. Recording never blocks, fails or throws. What the API server does not
/// take for a while is tried again; what it never takes is dropped and counted. The same thing said again
/// raises the count of the event that is there, and so do many messages of one reason.
/// </summary>
public sealed partial class EventRecorder
{
    /// <summary>The API server refuses longer ones.</summary>
    private const int MaxMessageLength = 1024;
    private const int MaxNameLength = 253;

    /// <summary>As kubectl's readers know it from the events of Kubernetes itself.</summary>
    private const string CombinedPrefix = "(combined from similar events): ";

    private readonly KubernetesClient _client;
    private readonly EventRecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly KubernetesMetrics? _metrics;
    private readonly Channel<Said> _queue;

    private readonly EventMemory _memory;
    private long _dropped;
    private int _made;
    private bool _isBroken;

    public EventRecorder(
        KubernetesClient client, EventRecorderOptions options, TimeProvider time, ILogger log, KubernetesMetrics? metrics = null)
    {
        options.Validate();
        _client = client;
        _options = options;
        _time = time;
        _log = log;
        _metrics = metrics;
        _memory = new EventMemory(options.Remembered);
        _queue = Channel.CreateBounded<Said>(
            new BoundedChannelOptions(options.Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    }

    /// <summary>Events that were not sent, since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Says that something happened; returns at once.</summary>
    /// <param name="about">The object that it happened to.</param>
    /// <param name="type">Warning where somebody should look.</param>
    /// <param name="reason">A specific CamelCase word: <c>VcpuPinRepaired</c>.</param>
    /// <param name="message">For people; cut at 1024 characters.</param>
    public void Record(ObjectReference about, EventType type, string reason, string message)
    {
        if (!_queue.Writer.TryWrite(new Said(new Saying(about, type, reason, Cut(message)), _time.GetUtcNow())))
        {
            Drop();
        }
    }

    /// <summary>Sends until cancelled; what is still waiting then is dropped.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (Said said in _queue.Reader.ReadAllAsync(cancel))
            {
                await SendAsync(said, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task SendAsync(Said said, CancellationToken cancel)
    {
        EventSlot slot = _memory.SlotOf(said.What, said.At);
        string name = NameOf(said);
        for (int tries = 1; ; tries++)
        {
            try
            {
                if (slot.Key is not { } key || !await TryRepeatAsync(key, slot, said, cancel))
                {
                    await CreateAsync(said, name, slot, cancel);
                }

                _isBroken = false;
                return;
            }
            catch (KubernetesException fault) when (_isBroken || tries >= _options.Tries || !MayPass(fault))
            {
                Drop();
                if (!_isBroken)
                {
                    _isBroken = true;
                    LogNotSent(said.What.Reason, said.What.About.Name, fault.Message);
                }

                return;
            }
            catch (KubernetesException)
            {
                await Task.Delay(_options.RetryDelay * Math.Pow(2, tries - 1), _time, cancel);
            }
        }
    }

    // An API server that starts knows rights and policies a little later than it answers. While none is taken, each is tried once, or the queue would
    // never be empty.
    private static bool MayPass(KubernetesException fault) =>
        fault is not KubernetesStatusException refusal || refusal.Code is 401 or 403 or 429 or >= 500;

    private async Task<bool> TryRepeatAsync(ObjectKey key, EventSlot slot, Said said, CancellationToken cancel)
    {
        JsonObject changes = new()
        {
            ["count"] = slot.Count + 1,
            ["lastTimestamp"] = LibraryJson.Time(said.At),
        };
        if (slot.IsCombined)
        {
            changes["message"] = Cut(CombinedPrefix + said.What.Message);
        }

        try
        {
            await _client.PatchAsync(EventKind.Resource, key, Patch.Merge(changes), WriteOptions.Default, cancel);
            slot.Count++;
            return true;
        }
        catch (KubernetesStatusException refusal) when (refusal.IsNotFound)
        {
            // Events live for an hour or so.
            return false;
        }
    }

    private string NameOf(Said said)
    {
        string suffix = $".{said.At.UtcTicks:x}{_made++ & 0xfff:x3}", about = said.What.About.Name;
        return (about.Length + suffix.Length > MaxNameLength ? about[..(MaxNameLength - suffix.Length)] : about) + suffix;
    }

    private async Task CreateAsync(Said said, string name, EventSlot slot, CancellationToken cancel)
    {
        ObjectReference about = said.What.About;
        Corev1Event body = new()
        {
            ApiVersion = EventKind.Resource.ApiVersion,
            Kind = EventKind.Resource.Kind,
            Metadata = new V1ObjectMeta
            {
                // The API server takes events of cluster-scoped objects in this namespace only.
                NamespaceProperty = about.Namespace.Length == 0 ? "default" : about.Namespace,
                Name = name,
                Labels = _options.LabelsOf(about) is { } labels ? new Dictionary<string, string>(labels) : null,
            },
            InvolvedObject = about.ToModel(),
            Type = said.What.Type.ToString(),
            Reason = said.What.Reason,
            Message = slot.IsCombined ? Cut(CombinedPrefix + said.What.Message) : said.What.Message,
            Source = new V1EventSource { Component = _options.Component, Host = _options.Instance.Length == 0 ? null : _options.Instance },
            ReportingComponent = _options.Component,
            ReportingInstance = _options.Instance,
            FirstTimestamp = said.At.UtcDateTime,
            LastTimestamp = said.At.UtcDateTime,
            Count = 1,
        };
        try
        {
            await _client.CreateAsync(EventKind.Resource, body, WriteOptions.Default, cancel);
        }
        catch (KubernetesStatusException refusal) when (refusal.IsAlreadyExists)
        {
            // It was made by a try whose answer was lost.
        }

        (slot.Key, slot.Count) = (EventKind.Resource.KeyOf(body), 1);
    }

    private void Drop()
    {
        Interlocked.Increment(ref _dropped);
        _metrics?.EventDropped();
    }

    [LoggerMessage(400, LogLevel.Warning, "event {Reason} of {Name} not sent (further failures are only counted): {Problem}")]
    private partial void LogNotSent(string reason, string name, string problem);

    private static string Cut(string message) =>
        message.Length > MaxMessageLength ? string.Concat(message.AsSpan(0, MaxMessageLength - 3), "...") : message;

    private readonly record struct Said(Saying What, DateTimeOffset At);
}
