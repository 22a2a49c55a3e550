using System.Threading.Channels;
using LustreOperator.Libvirt.Connections;
using LustreOperator.Libvirt.Events;
using LustreOperator.Libvirt.Interop;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Libvirt;

/// <summary>
/// A host behind a libvirt connection URI. It connects by itself, in the background, and again
/// whenever the connection is lost; the first call waits for the first attempt.
/// </summary>
public sealed partial class LibvirtHypervisor : IHypervisor
{
    private readonly LibvirtOptions _options;
    private readonly EventQueue _events;
    private readonly LinkKeeper _links;
    private readonly CallLane _quick;
    private readonly CallLane _slow;
    private readonly CallBreaker _breaker;

    /// <summary>Begins to connect.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public LibvirtHypervisor(LibvirtOptions options, TimeProvider time, ILogger<LibvirtHypervisor> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        LibvirtOptionsCheck.ThrowIfInvalid(options);
        _options = options;
        _events = new EventQueue(options.EventCapacity);
        _quick = new CallLane("quick", options.CallsAtATime, time);
        _slow = new CallLane("slow", options.CallsAtATime, time);
        _breaker = new CallBreaker(options.Uri, time);
        _links = new LinkKeeper(options, time, logger, _events.Post);
    }

    public bool IsConnected => _links.IsConnected;

    public ChannelReader<HypervisorEvent> Events => _events.Reader;

    /// <summary>Calls that were given up by their callers and have not returned: each holds one of the few places for calls.</summary>
    public int OverdueCalls => _quick.Overdue + _slow.Overdue + _links.OverdueCalls;

    /// <summary>Disconnects. Domains run on. Calls under way return unseen, and each closes its connection then.</summary>
    public async ValueTask DisposeAsync()
    {
        await _links.DisposeAsync();
        _quick.Dispose();
        _slow.Dispose();
        _events.Complete();
    }

    private Task<T> QuickAsync<T>(string function, Func<ConnectHandle, T> call, CancellationToken cancellationToken) =>
        CallAsync(_quick, link => link.Quick, function, call, _options.CallTimeout, cancellationToken);

    private Task<T> SlowAsync<T>(string function, Func<ConnectHandle, T> call, CancellationToken cancellationToken) =>
        CallAsync(_slow, link => link.Slow, function, call, _options.SlowCallTimeout, cancellationToken);

    private async Task<T> CallAsync<T>(
        CallLane lane,
        Func<LibvirtLink, ConnectionPool> choose,
        string function,
        Func<ConnectHandle, T> call,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        LibvirtLink link = await _links.GetAsync(cancellationToken);
        return await _breaker.RunAsync(
            () => lane.RunAsync(function, () => choose(link).Run(connect => CallOn(link, connect, call)), limit, cancellationToken), cancellationToken);
    }

    /// <summary>Runs on the lane's thread. A connection that turns out dead is given up here too, should its close callback be late.</summary>
    private static T CallOn<T>(LibvirtLink link, ConnectHandle connect, Func<ConnectHandle, T> call)
    {
        try
        {
            return call(connect);
        }
        catch (LibvirtException exception) when (exception.Kind is LibvirtErrorKind.ConnectionLost or LibvirtErrorKind.Other)
        {
            // The connection's errors are not all its end; and its end may leave no error.
            LibvirtErrorKind kind = IsAlive(connect)
                ? LibvirtErrorKind.Other
                : exception.Code == LibvirtErrorCode.None ? LibvirtErrorKind.ConnectionLost : exception.Kind;
            if (kind == LibvirtErrorKind.ConnectionLost)
            {
                link.ReportLost(exception.Message);
            }

            throw kind == exception.Kind ? exception : exception.As(kind);
        }
    }

    private static bool IsAlive(ConnectHandle connect) => Native.virConnectIsAlive(connect) == 1;
}
