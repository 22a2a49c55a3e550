using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Placement;
using LustreOperator.Resources;

namespace LustreOperator.Operator;

/// <summary>What makes the operator look: each change only says "look again at this key".</summary>
internal sealed class OperatorTriggers(
    OperatorStores stores, FleetLedger ledger, HostLeases leases, string leaseNamespace, RateLimitedQueue<ObjectKey> clusters,
    RateLimitedQueue<string> hosts, TimeProvider time)
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
        ledger.OnFreed = freed =>
        {
            foreach (ObjectKey cluster in freed)
            {
                clusters.Add(cluster);
            }
        };
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

        if (change is { Old: { } before, New: { } after } && before.Metadata.Generation != after.Metadata.Generation)
        {
            // It may want other names for machines now, which others wait for.
            foreach (LustreCluster other in stores.NamedLike(change.Key))
            {
                clusters.Add(ApiResources.Clusters.KeyOf(other));
            }
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
        if (HostInventory.Differs(change.Old, change.New))
        {
            AddWaiting();
        }

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

    // A machine, or its agent, has given something back: what it holds is counted from its status too. One that starts frees nothing.
    private static bool IsFreed(StoreChange<LustreMachine> change) => change is { Old: { } before, New: { } after }
        && (
            IsOther(before.Spec, after.Spec) || (MachineHealth.HasDomain(before) && (!MachineHealth.HasDomain(after) || IsOther(before.Status!, after.Status!))));

    private static bool IsOther(LustreMachineSpec before, LustreMachineSpec after) =>
        before.Cpu.EmulatorCpus != after.Cpu.EmulatorCpus || before.Cpu.Pinning != after.Cpu.Pinning || before.Memory != after.Memory
        || !before.Disks.SequenceEqual(after.Disks) || !before.Cpu.VcpuPins.SequenceEqual(after.Cpu.VcpuPins) || !before.Networks.SequenceEqual(after.Networks);

    private static bool IsOther(LustreMachineStatus before, LustreMachineStatus after) =>
        before.Domain!.HeldCpus != after.Domain!.HeldCpus || before.Domain.Memory != after.Domain.Memory
        || !before.VcpuPins.SequenceEqual(after.VcpuPins) || !before.Devices.SequenceEqual(after.Devices);

    private void AddWaiting()
    {
        foreach (LustreCluster cluster in stores.WaitingClusters())
        {
            clusters.Add(ApiResources.Clusters.KeyOf(cluster));
        }
    }
}
