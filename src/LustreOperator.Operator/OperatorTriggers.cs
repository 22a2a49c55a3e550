using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>What makes the operator look: each change only says "look again at this key".</summary>
internal sealed class OperatorTriggers(
    OperatorStores stores, HostLeases leases, string leaseNamespace, RateLimitedQueue<ObjectKey> clusters, RateLimitedQueue<string> hosts, TimeProvider time)
{
    /// <summary>How often it is looked whether a Lease has expired.</summary>
    private static readonly TimeSpan s_leaseCheck = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(CancellationToken cancel)
    {
        // Leases first: no host is judged before its Lease is known.
        using IDisposable onLease = stores.Leases.Subscribe(OnLease);
        using IDisposable onCluster = stores.Clusters.Subscribe(OnCluster);
        using IDisposable onMachine = stores.Machines.Subscribe(OnMachine);
        using IDisposable onHost = stores.Hosts.Subscribe(OnHost);
        using var timer = new PeriodicTimer(s_leaseCheck, time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            foreach (string host in leases.TakeExpired())
            {
                hosts.Add(host);
            }
        }
    }

    private void OnCluster(StoreChange<LustreCluster> change)
    {
        clusters.Add(change.Key);
        if (change.IsDeleted)
        {
            AddWaiting();
        }
    }

    private void OnMachine(StoreChange<LustreMachine> change)
    {
        clusters.Add(OperatorStores.ClusterOf((change.New ?? change.Old)!));
        if (change.IsAdded || change.IsDeleted)
        {
            hosts.Add((change.New ?? change.Old)!.Spec.Host);
        }

        if (change.IsDeleted || IsFreed(change))
        {
            AddWaiting();
        }
    }

    private void OnHost(StoreChange<KvmHost> change)
    {
        hosts.Add(change.Key.Name);
        AddWaiting();
        if (change.New?.Spec.Fenced == true)
        {
            foreach (LustreMachine machine in stores.MachinesOn(change.Key.Name))
            {
                clusters.Add(OperatorStores.ClusterOf(machine));
            }
        }
    }

    private void OnLease(StoreChange<V1Lease> change)
    {
        string prefix = ApiNames.HostLease("");
        if (change.Key.Namespace == leaseNamespace && change.Key.Name.StartsWith(prefix, StringComparison.Ordinal)
            && change.Key.Name[prefix.Length..] is var host && leases.Look(host, change.New))
        {
            hosts.Add(host);
        }
    }

    // The agent has given something back: what a machine holds is counted from its status too.
    private static bool IsFreed(StoreChange<LustreMachine> change) =>
        change.Old?.Status?.Domain?.State != change.New?.Status?.Domain?.State || change.Old?.Status?.Domain?.HeldCpus != change.New?.Status?.Domain?.HeldCpus;

    private void AddWaiting()
    {
        foreach (LustreCluster cluster in stores.Clusters.List().Where(IsWaiting))
        {
            clusters.Add(OperatorResources.Clusters.KeyOf(cluster));
        }
    }

    private static bool IsWaiting(LustreCluster cluster) =>
        !cluster.Status?.Conditions.IsTrue(ClusterConditionTypes.Placed) != false || !cluster.Status!.Conditions.IsTrue(ClusterConditionTypes.UpToDate);
}
