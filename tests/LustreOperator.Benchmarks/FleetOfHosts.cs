using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Benchmarks;

/// <summary>
/// Hosts without agents: KvmHosts with their statuses and Leases, and for each machine the one status that an agent writes when it runs as wanted. So a
/// fleet of any size costs the operator what a real one does, and the rest of the machine as little as can be.
/// </summary>
internal sealed class FleetOfHosts(KubernetesClient client)
{
    private const int WritersAtOnce = 8;

    // Longer than any benchmark.
    private const int LeaseSeconds = 3600;
    private static readonly WriteOptions s_asAgent = new() { FieldManager = ApiNames.AgentManager };
    private readonly StatusApplier _statuses = new(client, ApiNames.AgentManager, TimeProvider.System);

    /// <summary>A host of two NUMA nodes, 16 CPUs and 64 GiB each, and four HCAs on each.</summary>
    public static KvmHost Host(int number) => new()
    {
        Metadata = new ObjectMeta { Name = string.Create(CultureInfo.InvariantCulture, $"kvm{number:d5}") },
        Spec = new KvmHostSpec { Devices = [.. Enumerable.Range(0, 8).Select(i => new HostDeviceSpec { Address = $"{Address(i)}", Fabric = "ib-a" })] },
        Status = new KvmHostStatus
        {
            HostUuid = new Guid(number, 0, 0, new byte[8]),
            Conditions = [new Condition { Type = ConditionTypes.Ready, Status = ConditionStatus.True, Reason = KvmHostReasons.AgentServing, Message = "simulated" }],
            Cells =
            [
                .. Enumerable.Range(0, 2).Select(node => new NumaCell
                {
                    Id = node,
                    MemoryKiB = 64L << 20,
                    Distances = node == 0 ? [10, 21] : [21, 10],
                    Cpus = [.. Enumerable.Range(node * 16, 16).Select(cpu => new HostCpu { Id = cpu, Socket = node, Core = cpu / 2, Siblings = CpuSet.Of([cpu & ~1, cpu | 1]) })],
                }),
            ],
            Devices =
            [
                .. Enumerable.Range(0, 8).Select(i => new HostDevice
                {
                    Address = Address(i), Vendor = "15b3", Product = "101b", NumaNode = i / 4, IommuGroup = i, Fabric = "ib-a", Offered = true,
                }),
            ],
        },
    };

    /// <summary>Makes the hosts, as their admins and agents would.</summary>
    public Task AddHostsAsync(int count, CancellationToken cancel) => Parallel.ForEachAsync(
        Enumerable.Range(1, count), new ParallelOptions { MaxDegreeOfParallelism = WritersAtOnce, CancellationToken = cancel }, async (number, stop) =>
        {
            KvmHost host = Host(number);
            V1Lease lease = new()
            {
                Metadata = new V1ObjectMeta { Name = ApiNames.HostLease(host.Metadata.Name), NamespaceProperty = ApiNames.SystemNamespace },
                Spec = new V1LeaseSpec { HolderIdentity = "benchmark", LeaseDurationSeconds = LeaseSeconds, RenewTime = TimeProvider.System.GetUtcNow().UtcDateTime },
            };
            await client.CreateAsync(LeaseKind.Resource, lease, s_asAgent, stop);
            KvmHost made = await client.CreateAsync(ApiResources.Hosts, host with { Status = null }, s_asAgent, stop);
            await ApplyAsync(ApiResources.Hosts, made, host.Status!, stop);
        });

    /// <summary>Answers for the agents until it is cancelled: every machine that is to run, runs.</summary>
    public async Task ServeAsync(CancellationToken cancel)
    {
        var machines = Channel.CreateUnbounded<LustreMachine>();
        Task writers = Parallel.ForEachAsync(
            machines.Reader.ReadAllAsync(cancel), new ParallelOptions { MaxDegreeOfParallelism = WritersAtOnce, CancellationToken = cancel },
            async (machine, stop) => await ApplyAsync(ApiResources.Machines, machine, Running(machine), stop));
        try
        {
            ResourceList<LustreMachine> first = await client.ListAsync(ApiResources.Machines, new ListOptions(), cancel);
            await foreach (WatchEvent<LustreMachine> change in client.WatchAsync(
                ApiResources.Machines, new WatchOptions { ResourceVersion = first.ResourceVersion }, cancel))
            {
                if (change.Value is { Spec.PowerState: PowerState.Running } machine && machine.Status?.ObservedGeneration != machine.Metadata.Generation)
                {
                    machines.Writer.TryWrite(machine);
                }
            }
        }
        finally
        {
            machines.Writer.TryComplete();
            await writers;
        }
    }

    private static LustreMachineStatus Running(LustreMachine machine) => new()
    {
        ObservedGeneration = machine.Metadata.Generation ?? 0,
        Domain = new DomainStatus { State = DomainState.Running, HeldCpus = machine.Spec.Cpu.Pinned() },
        VcpuPins = machine.Spec.Cpu.VcpuPins,
        Devices = [.. machine.Spec.Networks.Select(network => network.Device).OfType<PciAddress>()],
        Conditions =
        [
            .. new[] { ConditionTypes.Ready, MachineConditionTypes.PinsInSync, MachineConditionTypes.DevicesInSync }.Select(type => new Condition
            {
                Type = type, Status = ConditionStatus.True, Reason = "AsWanted", Message = "as wanted", ObservedGeneration = machine.Metadata.Generation ?? 0,
                LastTransitionTime = TimeProvider.System.GetUtcNow(),
            }),
        ],
    };

    private async Task ApplyAsync<T, TStatus>(ResourceKind<T> kind, T value, TStatus status, CancellationToken cancel)
        where T : class
    {
        JsonNode json = JsonSerializer.SerializeToNode(status, ApiJson.Default.GetTypeInfo(typeof(TStatus))!)!;
        try
        {
            await _statuses.ApplyAsync(kind, value, json, _ => [], cancel);
        }
        catch (KubernetesStatusException refusal) when (refusal.IsConflict || refusal.IsNotFound)
        {
            // A newer version of the object is on its way.
        }
    }

    private static PciAddress Address(int i) => new(0, (byte)(i + 1), 0, 0);
}
