using System.Collections.Concurrent;

namespace LustreOperator.Libvirt.Connections;

/// <summary>
/// A few threads that make blocking calls of one kind, so that no more of them are under way at a time than there are threads and none holds a
/// thread of the pool. A caller waits no longer than its limit; a native call cannot be called back, so its thread stays taken until it
/// returns, and counts as overdue.
/// </summary>
internal sealed class CallLane : IDisposable
{
    /// <summary>How many calls may wait for their turn.</summary>
    public const int QueueLength = 1024;

    private readonly BlockingCollection<LaneCall> _queue = new(QueueLength);
    private readonly TimeProvider _time;
    private int _overdue;

    public CallLane(string name, int threads, TimeProvider time)
    {
        _time = time;
        for (int i = 0; i < threads; i++)
        {
            new Thread(Work) { Name = $"libvirt-{name}-{i}", IsBackground = true }.Start();
        }
    }

    /// <summary>Calls that nobody waits for any longer and that have not returned.</summary>
    public int Overdue => Volatile.Read(ref _overdue);

    /// <summary>Runs <paramref name="call"/> on one of the threads. A result that comes too late is disposed of if it can be.</summary>
    /// <exception cref="LibvirtTimeoutException">It was begun and did not return within the limit.</exception>
    /// <exception cref="LibvirtException"><see cref="LibvirtErrorKind.Busy"/>: it was not even begun; or what the call throws.</exception>
    public async Task<T> RunAsync<T>(string operation, Func<T> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LaneCall<T> entry = new(call);
        if (!_queue.TryAdd(entry))
        {
            throw new LibvirtException(LibvirtErrorKind.Busy, $"{operation} was not begun: {QueueLength} libvirt calls wait already.");
        }

        try
        {
            return await entry.Task.WaitAsync(limit, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return GiveUp(entry) switch
            {
                CallProgress.Ended => await entry.Task,
                CallProgress.UnderWay => throw new LibvirtTimeoutException(operation, limit),
                _ => throw new LibvirtException(
                    LibvirtErrorKind.Busy, $"{operation} was not begun within {limit.TotalSeconds:0.###} s: earlier libvirt calls hang."),
            };
        }
        catch (OperationCanceledException)
        {
            if (GiveUp(entry) == CallProgress.Ended)
            {
                entry.Discard();
            }

            throw;
        }
    }

    /// <summary>Takes no more calls. Threads end when their calls have returned.</summary>
    public void Dispose() => _queue.CompleteAdding();

    private CallProgress GiveUp(LaneCall entry)
    {
        CallProgress progress = entry.Abandon(() => Interlocked.Decrement(ref _overdue));
        if (progress == CallProgress.UnderWay)
        {
            Interlocked.Increment(ref _overdue);
        }

        return progress;
    }

    private void Work()
    {
        foreach (LaneCall entry in _queue.GetConsumingEnumerable())
        {
            entry.Run();
        }
    }
}
