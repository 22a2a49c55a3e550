using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;
using LustreOperator.Resources;

namespace LustreOperator.Agent;

/// <summary>
/// What makes the agent look: changes of its objects, events of libvirt, and a resync for what libvirt tells nothing of. Each only says
/// "look again at this key".
/// </summary>
internal sealed class AgentTriggers(
    AgentOptions options,
    IHypervisor hypervisor,
    CapabilitiesCache facts,
    HostLock hostLock,
    HostReconciler hostReconciler,
    Store<LustreMachine> machines,
    Store<KvmHost> hosts,
    RateLimitedQueue<ObjectKey> machineQueue,
    RateLimitedQueue<string> hostQueue,
    TimeProvider time)
{
    /// <summary>Changes of machines and devices come in bursts; the host's status tells of a burst once.</summary>
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancel)
    {
        hostReconciler.BecameUsable += (_, _) => AddAllMachines();
        using IDisposable onMachine = machines.Subscribe(OnMachine);
        using IDisposable onHost = hosts.Subscribe(OnHost);
        await Task.WhenAll(ResyncAsync(cancel), PumpAsync(cancel));
    }

    private void OnMachine(StoreChange<LustreMachine> change)
    {
        // Our own status writes come back as changes too: only what is wanted counts.
        bool isWish = change.Old is null || change.New is null
            || change.Old.Metadata.Generation != change.New.Metadata.Generation
            || change.Old.Metadata.DeletionTimestamp != change.New.Metadata.DeletionTimestamp
            || change.Old.Metadata.Uid != change.New.Metadata.Uid
            || IsChanged(change.Old.Metadata, change.New.Metadata, ApiNames.AdoptAnnotation)
            || IsChanged(change.Old.Metadata, change.New.Metadata, ApiNames.AdmittedAnnotation);
        if (!isWish)
        {
            return;
        }

        machineQueue.Add(change.Key);
        hostQueue.AddAfter(options.Host, s_settle);
        if (change.IsDeleted)
        {
            // What it held may be what another waits for.
            AddAllMachines();
        }
    }

    private static bool IsChanged(ObjectMeta before, ObjectMeta after, string annotation) =>
        before.Annotations?.GetValueOrDefault(annotation) != after.Annotations?.GetValueOrDefault(annotation);

    private void OnHost(StoreChange<KvmHost> change)
    {
        if (change.Old?.Metadata.Generation != change.New?.Metadata.Generation || change.Old?.Metadata.Uid != change.New?.Metadata.Uid)
        {
            hostQueue.Add(change.Key.Name);
        }
    }

    private async Task ResyncAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(options.ResyncPeriod, time);
        do
        {
            hostQueue.Add(options.Host);
            AddAllMachines();
        }
        while (await timer.WaitForNextTickAsync(cancel));
    }

    private async Task PumpAsync(CancellationToken cancel)
    {
        await foreach (HypervisorEvent happened in hypervisor.Events.ReadAllAsync(cancel))
        {
            switch (happened)
            {
                case DomainEvent about:
                    machineQueue.Add(KeyOf(about.Domain));
                    if (about is DomainLifecycle or DeviceAdded or DeviceRemoved)
                    {
                        // Functions change hands, ours or not, and a PCI function that only changes its driver makes no event of its own.
                        hostQueue.AddAfter(options.Host, s_settle);
                    }

                    break;
                case NodeDeviceChanged:
                    hostQueue.AddAfter(options.Host, s_settle);
                    break;
                default:
                    hostLock.Reset();
                    facts.Forget();
                    hostQueue.Add(options.Host);
                    AddAllMachines();
                    break;
            }
        }
    }

    private void AddAllMachines()
    {
        foreach (LustreMachine machine in machines.List())
        {
            machineQueue.Add(ApiResources.Machines.KeyOf(machine));
        }
    }

    // A domain keeps its UUID under any name. One that is no machine's may still stand in the way of one by its name: a namespace has no dot, so
    // the first one ends it; a name that is not ours leads to no machine and so to nothing.
    private ObjectKey KeyOf(DomainIdentity domain)
    {
        string uuid = domain.Uuid.ToString();
        LustreMachine? own = machines.List().FirstOrDefault(machine => machine.Metadata.Uid == uuid || machine.Status?.Domain?.Uuid == domain.Uuid);
        return own is not null ? ApiResources.Machines.KeyOf(own)
            : domain.Name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? new ObjectKey(domain.Name[..dot], domain.Name[(dot + 1)..])
            : new ObjectKey("", domain.Name);
    }
}
