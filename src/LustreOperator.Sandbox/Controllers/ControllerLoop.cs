using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Controllers;

/// <summary>Runs the few controllers that make an API server whole, one change at a time.</summary>
internal sealed class ControllerLoop
{
    private readonly WatchSubscription _changes;
    private readonly GarbageCollector? _garbage;
    private readonly NamespaceController? _namespaces;
    private readonly NamespaceContents? _contents;
    private readonly DefinitionController _definitions;
    private readonly TimeProvider _time;
    private Task _running = Task.CompletedTask;

    public ControllerLoop(ObjectRegistry registry, TimeProvider time, bool all)
    {
        _time = time;
        var deleter = new ObjectDeleter(registry);
        _changes = registry.Store.WatchAll();
        _definitions = new DefinitionController(registry, deleter);
        if (all)
        {
            _garbage = new GarbageCollector(registry, deleter);
            _namespaces = new NamespaceController(registry, deleter, time);
            _contents = new NamespaceContents(registry);
        }
    }

    /// <summary>Starts with what has changed so far.</summary>
    /// <param name="authorityPem">The certificate authority of the server, which every namespace is told.</param>
    /// <param name="stopping">Ends it.</param>
    public void Start(string authorityPem, CancellationToken stopping) => _running = Task.Run(() => RunAsync(authorityPem, stopping), CancellationToken.None);

    public async Task StopAsync()
    {
        _changes.Dispose();
        await _running;
    }

    private async Task RunAsync(string authorityPem, CancellationToken stopping)
    {
        try
        {
            Task<bool> arrival = _changes.Events.WaitToReadAsync(stopping).AsTask();
            while (true)
            {
                if (_namespaces?.UntilDue is { } wait)
                {
                    await Task.WhenAny(arrival, Task.Delay(wait, _time, stopping));
                    _namespaces.EmptyDue();
                    if (!arrival.IsCompleted)
                    {
                        continue;
                    }
                }

                if (!await arrival)
                {
                    return;
                }

                while (_changes.Events.TryRead(out StoreEvent? change))
                {
                    Handle(change, authorityPem);
                }

                arrival = _changes.Events.WaitToReadAsync(stopping).AsTask();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void Handle(StoreEvent change, string authorityPem)
    {
        _definitions.Handle(change);
        _garbage?.Handle(change);
        _namespaces?.Handle(change);
        _contents?.Handle(change, authorityPem);
    }
}
