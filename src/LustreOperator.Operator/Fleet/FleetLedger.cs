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
    private Dictionary<ObjectKey, KvmHost?> _hosts = [];
    private Dictionary<ObjectKey, LustreMachine?> _machines = [];
    private Fleet _fleet = Fleet.Empty;

    public FleetLedger(OperatorStores stores)
    {
        stores.Hosts.Subscribe(change =>
        {
            lock (_noting)
            {
                _hosts[change.Key] = change.New;
            }
        });
        stores.Machines.Subscribe(change =>
        {
            lock (_noting)
            {
                _machines[change.Key] = change.New;
            }
        });
    }

    /// <summary>Called when claimed resources are free again that were never written: whoever waits for a place may look again.</summary>
    public Action? OnFreed { get; set; }

    /// <summary>The fleet as it is now, with what other workers have claimed.</summary>
    public Fleet Snapshot()
    {
        lock (_working)
        {
            return Current();
        }
    }

    /// <summary>Claims what a plan takes, all or nothing.</summary>
    /// <param name="cluster">Whose plan it is; it must have no claims.</param>
    /// <param name="planned">Its machines that are to be created, or to have something that others could have, as they are to be.</param>
    /// <param name="plannedOn">The snapshot that the plan was made on.</param>
    /// <returns>False: another worker was quicker, or a host has changed; the plan has to be made again.</returns>
    public bool TryClaim(ObjectKey cluster, LustreMachine[] planned, Fleet plannedOn)
    {
        if (planned.Length == 0)
        {
            return true;
        }

        lock (_working)
        {
            if (Current().TryClaim(planned, plannedOn) is not { } claimed)
            {
                return false;
            }

            (_fleet, _claims[cluster]) = (claimed, planned);
            return true;
        }
    }

    /// <summary>Gives a cluster's claims up.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="written">True: all of it was written, and is seen in the stores.</param>
    public void Release(ObjectKey cluster, bool written)
    {
        lock (_working)
        {
            if (!_claims.Remove(cluster, out LustreMachine[]? planned))
            {
                return;
            }

            _fleet = Current().WithoutClaims(planned);
        }

        if (!written)
        {
            OnFreed?.Invoke();
        }
    }

    // Hosts and machines come in any order: the fleet is the same.
    private Fleet Current()
    {
        Dictionary<ObjectKey, KvmHost?> hosts;
        Dictionary<ObjectKey, LustreMachine?> machines;
        lock (_noting)
        {
            (hosts, machines, _hosts, _machines) = (_hosts, _machines, [], []);
        }

        if (ReferenceEquals(_fleet, Fleet.Empty))
        {
            KvmHost[] firstHosts = [.. hosts.Values.OfType<KvmHost>()];
            LustreMachine[] firstMachines = [.. machines.Values.OfType<LustreMachine>()];
            return _fleet = firstHosts.Length + firstMachines.Length == 0 ? _fleet : Fleet.Of(firstHosts, firstMachines);
        }

        foreach ((ObjectKey key, KvmHost? host) in hosts)
        {
            _fleet = host is null ? _fleet.WithoutHost(key.Name) : _fleet.With(host);
        }

        foreach ((ObjectKey key, LustreMachine? machine) in machines)
        {
            _fleet = machine is null ? _fleet.WithoutMachine(key.Namespace, key.Name) : _fleet.With(machine);
        }

        return _fleet;
    }
}
