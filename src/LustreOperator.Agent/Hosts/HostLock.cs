using LustreOperator.Kubernetes;

namespace LustreOperator.Agent;

/// <summary>
/// Whether this agent may act on the host: it holds the host's Lease, and the libvirt it reaches is the host that the KvmHost stands
/// for. Two agents never act on one host.
/// </summary>
internal sealed class HostLock(LeaseElector lease)
{
    private volatile bool _isLookedAt;
    private volatile MachineFault? _fault;

    /// <summary>Why nothing may be done; null when it may.</summary>
    public string? Problem => !lease.IsHeld ? "the host's Lease is not held"
        : !_isLookedAt ? "the host has not been looked at yet"
        : _fault?.Message;

    /// <summary>What machines have to say of it: nothing while the Lease is not ours, and before the host was looked at.</summary>
    public MachineFault? Fault => lease.IsHeld && _isLookedAt ? _fault : null;

    /// <summary>Says what was found when the host was last looked at; null: all is well.</summary>
    public void Report(MachineFault? fault)
    {
        _fault = fault;
        _isLookedAt = true;
    }

    /// <summary>The connection was another one until now: it must be looked at again who answers.</summary>
    public void Reset() => _isLookedAt = false;

    public void ThrowIfLost()
    {
        if (Problem is { } problem)
        {
            throw new HostLockedException(problem);
        }
    }
}
