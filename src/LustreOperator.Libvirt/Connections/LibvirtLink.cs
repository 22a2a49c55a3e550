using LustreOperator.Libvirt.Events;
using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt.Connections;

/// <summary>
/// One set of connections to a daemon: for events, for quick calls and for slow ones, so that none of them starves another or the keepalive. When
/// one of them is lost all are given up. Opening and disposing block.
/// </summary>
internal sealed unsafe class LibvirtLink : IDisposable
{
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _domainCallbacks = [];
    private readonly List<int> _nodeDeviceCallbacks = [];
    private readonly ConnectHandle _events;

    private LibvirtLink(ConnectHandle events, IEnumerable<ConnectHandle> quick, IEnumerable<ConnectHandle> slow)
    {
        _events = events;
        Quick = new ConnectionPool(quick, Close);
        Slow = new ConnectionPool(slow, Close);
    }

    /// <summary>For reads, definitions, pins and destroys.</summary>
    public ConnectionPool Quick { get; }

    /// <summary>For starts, hot-plug, volumes.</summary>
    public ConnectionPool Slow { get; }

    /// <summary>Completes with the reason when the link is lost.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>Opens all connections of a link.</summary>
    /// <param name="options">Where to, and how.</param>
    /// <param name="post">Takes what happens there.</param>
    /// <param name="domainEvents">virDomainEventID of the events to listen to, with what libvirt is to call.</param>
    /// <exception cref="LibvirtException">The daemon cannot be reached, or refuses; nothing is left open.</exception>
    public static LibvirtLink Open(LibvirtOptions options, Action<HypervisorEvent> post, IReadOnlyList<(int EventId, nint Callback)> domainEvents)
    {
        EventLoop.EnsureStarted();
        List<ConnectHandle> opened = [];
        try
        {
            // All of them now: one that is opened when it is needed would wait for a daemon that has fallen silent, and no keepalive would end that.
            for (int i = 0; i < 1 + (2 * options.CallsAtATime); i++)
            {
                opened.Add(NativeResult.Check(Native.virConnectOpen(options.Uri)));
            }
        }
        catch
        {
            opened.ForEach(connect => connect.Dispose());
            throw;
        }

        LibvirtLink link = new(opened[0], opened.Skip(1).Take(options.CallsAtATime), opened.Skip(1 + options.CallsAtATime));
        try
        {
            opened.ForEach(connect => link.Watch(connect, options));
            link.Listen(post, domainEvents);
            return link;
        }
        catch
        {
            // A callback that is registered keeps its connection open, whoever else lets go of it.
            link.Dispose();
            throw;
        }
    }

    /// <summary>Says that the link is of no more use.</summary>
    public void ReportLost(string reason) => _lost.TrySetResult(reason);

    public void Dispose()
    {
        ReportLost("closed");
        foreach (int callback in _domainCallbacks)
        {
            // On a dead connection this fails after it has done what counts on our side: letting go of the connection.
            _ = Native.virConnectDomainEventDeregisterAny(_events, callback);
        }

        foreach (int callback in _nodeDeviceCallbacks)
        {
            _ = Native.virConnectNodeDeviceEventDeregisterAny(_events, callback);
        }

        Close(_events);
        Quick.Close();
        Slow.Close();
        Native.virResetLastError();
    }

    private static void Close(ConnectHandle connect)
    {
        _ = Native.virConnectUnregisterCloseCallback(connect, CloseCallback.Pointer);
        connect.Dispose();
    }

    /// <summary>Connections that are no sockets (the test driver's) have neither keepalive nor an end.</summary>
    private static void CheckSupported(Func<int> call, string function)
    {
        if (call() < 0)
        {
            LibvirtException error = NativeResult.LastError(function);
            if (error.Kind != LibvirtErrorKind.NotSupported)
            {
                throw error;
            }
        }
    }

    private void Watch(ConnectHandle connect, LibvirtOptions options)
    {
        CallbackTarget target = new(_ => { }, ReportLost);
        CheckSupported(
            () => target.Register(opaque =>
                Native.virConnectRegisterCloseCallback(connect, CloseCallback.Pointer, opaque, &CallbackTarget.Release)),
            nameof(Native.virConnectRegisterCloseCallback));
        CheckSupported(
            () => Native.virConnectSetKeepAlive(connect, (int)options.KeepAliveInterval.TotalSeconds, (uint)options.KeepAliveCount),
            nameof(Native.virConnectSetKeepAlive));
    }

    private void Listen(Action<HypervisorEvent> post, IReadOnlyList<(int EventId, nint Callback)> domainEvents)
    {
        CallbackTarget target = new(post, ReportLost);
        foreach ((int eventId, nint callback) in domainEvents)
        {
            _domainCallbacks.Add(NativeResult.Check(target.Register(opaque =>
                Native.virConnectDomainEventRegisterAny(_events, 0, eventId, (void*)callback, opaque, &CallbackTarget.Release))));
        }

        foreach ((int eventId, nint callback) in NodeDeviceCallbacks.All)
        {
            CheckSupported(
                () =>
                {
                    int id = target.Register(opaque =>
                        Native.virConnectNodeDeviceEventRegisterAny(_events, 0, eventId, (void*)callback, opaque, &CallbackTarget.Release));
                    if (id >= 0)
                    {
                        _nodeDeviceCallbacks.Add(id);
                    }

                    return id;
                },
                nameof(Native.virConnectNodeDeviceEventRegisterAny));
        }
    }
}
