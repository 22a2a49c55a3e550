using LustreOperator.Kubernetes;

namespace LustreOperator.Agent;

/// <summary>
/// Whether this agent may act on the host: it holds the host's Lease, and the libvirt it reaches is the host that the KvmHost stands
/// for. Two agents never act on one host.
/// </summary>
internal sealed class HostLock(LeaseElector lease)
{
    private volatile string? _mismatch = "the host has not been looked at yet";

    /// <summary>Why nothing may be done; null when it may.</summary>
    public string? Problem => lease.IsHeld ? _mismatch : "the host's Lease is not held";

    /// <summary>Says what was found when the host was last looked at; null: all is well.</summary>
    public void Report(string? mismatch) => _mismatch = mismatch;

    public void ThrowIfLost()
    {
        if (Problem is { } problem)
        {
            throw new HostLockedException(problem);
        }
    }
}
