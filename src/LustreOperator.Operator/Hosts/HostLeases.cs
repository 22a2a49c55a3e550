using System.Collections.Concurrent;
using k8s.Models;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>
/// The agents' Leases as last seen, by host. A renewal is only noted: 1,000 hosts renew 100 times a second, and none of it is news. Safe for
/// concurrent use.
/// </summary>
internal sealed class HostLeases(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Seen> _seen = new();

    /// <summary>Notes a Lease (null: it is gone), and says whether the host must be judged anew.</summary>
    public bool Look(string host, V1Lease? lease)
    {
        if (lease is null)
        {
            return _seen.TryRemove(host, out _);
        }

        Seen seen = _seen.GetOrAdd(host, _ => new Seen(new LeaseObservation(time)));
        lock (seen)
        {
            string before = seen.Observation.Holder;
            seen.Observation.Look(lease);
            return seen.Judge() || before != seen.Observation.Holder;
        }
    }

    /// <summary>Hosts whose Lease has expired since they were last asked for.</summary>
    public IReadOnlyList<string> TakeExpired() => [.. _seen.Where(entry => Locked(entry.Value, seen => seen.Judge())).Select(entry => entry.Key)];

    public HostLease Of(string host) => _seen.TryGetValue(host, out Seen? seen)
        ? Locked(seen, held => held.Observation.Holder.Length == 0 ? HostLease.Unheld
            : held.Observation.IsFree ? HostLease.Expired : HostLease.Renewed)
        : HostLease.None;

    private static T Locked<T>(Seen seen, Func<Seen, T> look)
    {
        lock (seen)
        {
            return look(seen);
        }
    }

    private sealed class Seen(LeaseObservation observation)
    {
        private bool? _wasFree;

        public LeaseObservation Observation => observation;

        /// <summary>Whether it is free now and was not, or the other way round.</summary>
        public bool Judge()
        {
            bool? before = _wasFree;
            _wasFree = observation.IsFree;
            return before != _wasFree;
        }
    }
}

/// <summary>What a host's Lease says.</summary>
internal enum HostLease
{
    /// <summary>There is no Lease object.</summary>
    None,

    /// <summary>No agent has taken it, or the last one gave it back.</summary>
    Unheld,

    /// <summary>The agent has not renewed it in time.</summary>
    Expired,

    /// <summary>The agent renews it.</summary>
    Renewed,
}
