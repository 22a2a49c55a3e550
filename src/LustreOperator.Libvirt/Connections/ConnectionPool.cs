using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt.Connections;

/// <summary>
/// Connections to one daemon, each used by one thread at a time. libvirt lets threads share a connection, but in its 9.0 a thread that waits for its answer
/// may then reach for what another has left on its stack (FACTS.md), and the process is gone. For the same reason a connection is closed by whoever used it
/// last, never under a call.
/// </summary>
internal sealed class ConnectionPool(IEnumerable<ConnectHandle> connections, Action<ConnectHandle> close)
{
    private readonly Lock _lock = new();
    private readonly Stack<ConnectHandle> _idle = new(connections);
    private bool _isClosed;

    /// <summary>Runs a call on a connection that is its own meanwhile.</summary>
    /// <exception cref="LibvirtException">The pool is closed, or what the call throws.</exception>
    /// <exception cref="InvalidOperationException">There are more callers than connections.</exception>
    public T Run<T>(Func<ConnectHandle, T> call)
    {
        ConnectHandle connect = Take();
        try
        {
            return call(connect);
        }
        finally
        {
            GiveBack(connect);
        }
    }

    /// <summary>Closes what is idle now, and the rest as its calls return. No call begins from now on.</summary>
    public void Close()
    {
        ConnectHandle[] idle;
        lock (_lock)
        {
            _isClosed = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (ConnectHandle connect in idle)
        {
            close(connect);
        }
    }

    private ConnectHandle Take()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                throw new LibvirtException(LibvirtErrorKind.ConnectionLost, "The connection was lost before the call.");
            }

            return _idle.Pop();
        }
    }

    private void GiveBack(ConnectHandle connect)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _idle.Push(connect);
                return;
            }
        }

        close(connect);
    }
}
