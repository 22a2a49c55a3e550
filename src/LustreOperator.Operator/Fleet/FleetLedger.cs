using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>
/// The <see cref="Fleet"/> as the stores have it, kept by their changes: own writes reach it by the stores too, and a restart builds it anew from the first
/// lists. A change is only noted, the last of each object, and worked in when somebody looks. Workers that plan at the same time claim what their plans take
/// before they write it: of two that take the same, the second plans again. A claim is a note of what is about to be written, no decision: the objects
/// decide, and between processes the agent does (<c>AllocationConflict</c>). Safe for concurrent use.
/// </summary>
internal sealed class FleetLedger
{
    // Held under a store's lock: only to note a change.
    private readonly Lock _noting = new();

    // Held while changes are worked in; it takes the one above, never a store's.
    private readonly Lock _working = new();

    private readonly Dictionary<ObjectKey, LustreMachine[]> _claims = [];

    // Clusters that had to leave what others had claimed when they were last planned, and did not fit.
    private readonly HashSet<ObjectKey> _left = [];
    private Dictionary<ObjectKey, KvmHost?> _hosts = [];
    private Dictionary<ObjectKey, LustreMachine?> _machines = [];
    private bool _isLookedAt;
    private Fleet _fleet = Fleet.Empty;

    public FleetLedger(OperatorStores stores)
    {
        stores.Hosts.Subscribe(change => Note(() => _hosts, change.Key, change.New));
        stores.Machines.Subscribe(change => Note(() => _machines, change.Key, change.New));
    }

    /// <summary>Called with the clusters that did not fit beside claims which are given up now: they may look again.</summary>
    public Action<IReadOnlyCollection<ObjectKey>>? OnFreed { get; set; }

    /// <summary>The fleet as it is now, with all that is claimed.</summary>
    public Fleet Snapshot()
    {
        lock (_working)
        {
            return Current();
        }
    }

    /// <summary>The fleet for a plan of a cluster: with what other workers have claimed, and without its own claims.</summary>
    public Fleet Snapshot(ObjectKey cluster)
    {
        lock (_working)
        {
            if (_claims.Count > (_claims.ContainsKey(cluster) ? 1 : 0))
            {
                _left.Add(cluster);
            }

            return CurrentWithout(cluster);
        }
    }

    /// <summary>Claims what a plan takes, all or nothing, in the place of what the cluster had claimed before.</summary>
    /// <param name="cluster">Whose plan it is.</param>
    /// <param name="planned">Its machines that are to be created, or to have something that others could have, as they are to be.</param>
    /// <param name="plannedOn">The snapshot that the plan was made on.</param>
    /// <param name="isWaiting">Whether some of the cluster did not fit: then it hears of claims that are given up.</param>
    /// <returns>False: another worker was quicker, or a host has changed; the plan has to be made again, and the cluster's claims are as they were.</returns>
    public bool TryClaim(ObjectKey cluster, LustreMachine[] planned, Fleet plannedOn, bool isWaiting = false)
    {
        IReadOnlyCollection<ObjectKey> freed;
        lock (_working)
        {
            if (CurrentWithout(cluster).TryClaim(planned, plannedOn) is not { } claimed)
            {
                return false;
            }

            freed = GiveUp(cluster, claimed);
            if (planned.Length > 0)
            {
                _claims[cluster] = planned;
            }

            if (!isWaiting)
            {
                _left.Remove(cluster);
            }
        }

        Tell(freed);
        return true;
    }

    /// <summary>Gives a cluster's claims up: all of it was written and is seen in the stores, or was refused.</summary>
    public void Release(ObjectKey cluster)
    {
        IReadOnlyCollection<ObjectKey> freed;
        lock (_working)
        {
            freed = GiveUp(cluster, CurrentWithout(cluster));
        }

        Tell(freed);
    }

    private void Note<T>(Func<Dictionary<ObjectKey, T?>> notes, ObjectKey key, T? now)
        where T : class
    {
        lock (_noting)
        {
            if (now is null && !_isLookedAt)
            {
                // Nobody knows of it yet: a standby would keep the names of all that ever was.
                notes().Remove(key);
                return;
            }

            notes()[key] = now;
        }
    }

    // Who is to look again; never the cluster itself, whose queue knows when.
    private ObjectKey[] GiveUp(ObjectKey cluster, Fleet fleet)
    {
        _fleet = fleet;
        if (!_claims.Remove(cluster))
        {
            return [];
        }

        ObjectKey[] freed = [.. _left.Where(key => key != cluster)];
        _left.ExceptWith(freed);
        return freed;
    }

    private void Tell(IReadOnlyCollection<ObjectKey> freed)
    {
        if (freed.Count > 0)
        {
            OnFreed?.Invoke(freed);
        }
    }

    private Fleet CurrentWithout(ObjectKey cluster) =>
        Current() is var fleet && _claims.TryGetValue(cluster, out LustreMachine[]? own) ? fleet.WithoutClaims(own) : fleet;

    private Fleet Current()
    {
        Dictionary<ObjectKey, KvmHost?> hosts;
        Dictionary<ObjectKey, LustreMachine?> machines;
        lock (_noting)
        {
            (hosts, machines, _hosts, _machines, _isLookedAt) = (_hosts, _machines, [], [], true);
        }

        try
        {
            return _fleet = With(hosts, machines);
        }
        catch
        {
            // Nothing is forgotten: what is not worked in is noted still, and every look fails until it can be.
            lock (_noting)
            {
                PutBack(hosts, _hosts);
                PutBack(machines, _machines);
            }

            throw;
        }
    }

    // Hosts and machines come in any order: the fleet is the same.
    private Fleet With(Dictionary<ObjectKey, KvmHost?> hosts, Dictionary<ObjectKey, LustreMachine?> machines)
    {
        if (ReferenceEquals(_fleet, Fleet.Empty))
        {
            KvmHost[] firstHosts = [.. hosts.Values.OfType<KvmHost>()];
            LustreMachine[] firstMachines = [.. machines.Values.OfType<LustreMachine>()];
            return firstHosts.Length + firstMachines.Length == 0 ? _fleet : Fleet.Of(firstHosts, firstMachines);
        }

        Fleet fleet = _fleet;
        foreach ((ObjectKey key, KvmHost? host) in hosts)
        {
            fleet = host is null ? fleet.WithoutHost(key.Name) : fleet.With(host);
        }

        foreach ((ObjectKey key, LustreMachine? machine) in machines)
        {
            fleet = machine is null ? fleet.WithoutMachine(key.Namespace, key.Name) : fleet.With(machine);
        }

        return fleet;
    }

    // What was noted since is newer.
    private static void PutBack<T>(Dictionary<ObjectKey, T?> notes, Dictionary<ObjectKey, T?> into)
        where T : class
    {
        foreach ((ObjectKey key, T? value) in notes)
        {
            into.TryAdd(key, value);
        }
    }
}
