using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Tells people what happened to an object, as core/v1 Events. Recording never blocks, fails or throws; what cannot be sent is dropped
/// and counted. The same thing said again raises the count of the event that is there.
/// </summary>
public sealed partial class EventRecorder
{
    /// <summary>The API server refuses longer ones.</summary>
    private const int MaxMessageLength = 1024;
    private const int MaxNameLength = 253;

    private readonly KubernetesClient _client;
    private readonly EventRecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly KubernetesMetrics? _metrics;
    private readonly Channel<Said> _queue;

    // What was said before, oldest first in _order.
    private readonly Dictionary<What, Sent> _sent = [];
    private readonly Queue<What> _order = new();
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
        string text = message.Length > MaxMessageLength ? string.Concat(message.AsSpan(0, MaxMessageLength - 3), "...") : message;
        if (!_queue.Writer.TryWrite(new Said(new What(about, type, reason, text), _time.GetUtcNow())))
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
        try
        {
            if (!_sent.TryGetValue(said.What, out Sent? before) || !await TryRepeatAsync(before, said.At, cancel))
            {
                await CreateAsync(said, cancel);
            }

            _isBroken = false;
        }
        catch (KubernetesException fault)
        {
            Drop();
            if (!_isBroken)
            {
                _isBroken = true;
                LogNotSent(said.What.Reason, said.What.About.Name, fault.Message);
            }
        }
    }

    private async Task<bool> TryRepeatAsync(Sent before, DateTimeOffset at, CancellationToken cancel)
    {
        JsonObject changes = new()
        {
            ["count"] = before.Count + 1,
            ["lastTimestamp"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
        };
        try
        {
            await _client.PatchAsync(EventBody.Resource, before.Key, Patch.Merge(changes), WriteOptions.Default, cancel);
            before.Count++;
            return true;
        }
        catch (KubernetesStatusException refusal) when (refusal.IsNotFound)
        {
            // Events live for an hour or so.
            return false;
        }
    }

    private async Task CreateAsync(Said said, CancellationToken cancel)
    {
        ObjectReference about = said.What.About;
        string suffix = $".{said.At.UtcTicks:x}{_made++ & 0xfff:x3}";
        string name = about.Name.Length + suffix.Length > MaxNameLength ? about.Name[..(MaxNameLength - suffix.Length)] : about.Name;
        EventBody body = new()
        {
            Metadata = new ObjectMetadata
            {
                // The API server takes events of cluster-scoped objects in this namespace only.
                Namespace = about.Namespace.Length == 0 ? "default" : about.Namespace,
                Name = name + suffix,
            },
            InvolvedObject = new EventReference(
                about.ApiVersion, about.Kind, about.Namespace.Length == 0 ? null : about.Namespace, about.Name, about.Uid),
            Type = said.What.Type.ToString(),
            Reason = said.What.Reason,
            Message = said.What.Message,
            Source = new EventSource(_options.Component, _options.Instance.Length == 0 ? null : _options.Instance),
            ReportingComponent = _options.Component,
            ReportingInstance = _options.Instance,
            FirstTimestamp = said.At,
            LastTimestamp = said.At,
            Count = 1,
        };
        await _client.CreateAsync(EventBody.Resource, body, WriteOptions.Default, cancel);
        Remember(said.What, body.Metadata.Identity.Key);
    }

    private void Remember(What what, ObjectKey key)
    {
        if (!_sent.ContainsKey(what))
        {
            _order.Enqueue(what);
        }

        _sent[what] = new Sent(key);
        if (_order.Count > _options.Remembered)
        {
            _sent.Remove(_order.Dequeue());
        }
    }

    private void Drop()
    {
        Interlocked.Increment(ref _dropped);
        _metrics?.EventDropped();
    }

    [LoggerMessage(400, LogLevel.Warning, "event {Reason} of {Name} not sent (further failures are only counted): {Problem}")]
    private partial void LogNotSent(string reason, string name, string problem);

    private readonly record struct What(ObjectReference About, EventType Type, string Reason, string Message);

    private readonly record struct Said(What What, DateTimeOffset At);

    private sealed class Sent(ObjectKey key)
    {
        public ObjectKey Key { get; } = key;

        public int Count { get; set; } = 1;
    }
}
