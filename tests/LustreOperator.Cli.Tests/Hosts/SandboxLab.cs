using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Kubernetes;
using LustreOperator.Operator;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Tests.Hosts;

/// <summary>Hosts, clusters and machines on a sandbox, as operator and agents would have left them.</summary>
internal static class SandboxLab
{
    /// <summary>A sandbox with these hosts.</summary>
    public static async Task<InstalledSandbox> StartAsync(params string[] hosts)
    {
        InstalledSandbox sandbox = await InstalledSandbox.StartAsync();
        foreach (string host in hosts)
        {
            await sandbox.HostAsync(host);
        }

        return sandbox;
    }

    /// <summary>Two sockets of six CPUs with 24 GiB and two HCAs each: the first two HCAs are on node 0.</summary>
    public static async Task HostAsync(this InstalledSandbox sandbox, string name, string fabric = "ib-a", Action<JsonObject>? spec = null)
    {
        JsonObject said = new()
        {
            ["devices"] = new JsonArray([.. Enumerable.Range(0, 4).Select(i => new JsonObject { ["address"] = Address(i), ["fabric"] = fabric })]),
        };
        spec?.Invoke(said);
        await sandbox.ApplyAsync(Kinds.KvmHosts, "", name, new JsonObject { ["spec"] = said });
        KvmHostStatus status = new()
        {
            HostUuid = new Guid(name.GetHashCode(StringComparison.Ordinal), 0, 0, new byte[8]),
            Kvm = true,
            Conditions = [Condition(ConditionTypes.Ready, KvmHostReasons.AgentServing)],
            Cells = [.. Enumerable.Range(0, 2).Select(Cell)],
            Devices = [.. Enumerable.Range(0, 4).Select(i => new HostDevice
            {
                Address = PciAddress.Parse(Address(i)), Vendor = "15b3", Product = "673c", NumaNode = i / 2, IommuGroup = 10 + i, Fabric = fabric, Offered = true,
            })],
        };
        await sandbox.StatusAsync(Kinds.KvmHosts, new ObjectKey("", name), Json(status));
    }

    /// <summary>Applies a cluster in namespace default, given as JSON of its spec.</summary>
    public static async Task<LustreCluster> ClusterAsync(this InstalledSandbox sandbox, string name, string spec)
    {
        await sandbox.ApplyAsync(Kinds.LustreClusters, "default", name, new JsonObject
        {
            ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray(ApiNames.ClusterFinalizer) },
            ["spec"] = JsonNode.Parse(spec),
        });
        return await sandbox.Client.GetAsync(ApiResources.Clusters, new ObjectKey("default", name), CancellationToken.None);
    }

    /// <summary>Makes the machines that the cluster's plan asks for, running as wanted.</summary>
    public static async Task PlaceAsync(this InstalledSandbox sandbox, LustreCluster cluster)
    {
        LabState lab = await ClusterReader.LabAsync(sandbox.Client, CancellationToken.None);
        ClusterPlan plan = ClusterPlanner.Plan(ClusterObservation.Of(ApiResources.Clusters.KeyOf(cluster), lab.Hosts, lab.Clusters, lab.Machines));
        Assert.That(plan.Unplaced?.Message, Is.Null);
        foreach (LustreMachine machine in plan.Actions.OfType<CreateMachine>().Select(create => create.Machine))
        {
            WantedMachine wanted = WantedMachine.Of(cluster).Single(wanted => wanted.Name == machine.Metadata.Name);
            LustreMachine made = await sandbox.Client.CreateAsync(
                ApiResources.Machines,
                machine with
                {
                    Metadata = machine.Metadata with
                    {
                        Annotations = new Dictionary<string, string>(machine.Metadata.Annotations!) { [ApiNames.AdmittedAnnotation] = "true" },
                    },
                    Spec = machine.Spec with { PowerState = wanted.PowerState, RestartedAt = wanted.RestartedAt },
                },
                WriteOptions.Default,
                CancellationToken.None);
            await sandbox.ReportAsync(made);
        }
    }

    /// <summary>Writes the status of a cluster as the operator would.</summary>
    public static async Task TakeUpAsync(this InstalledSandbox sandbox, string name)
    {
        ObjectKey key = new("default", name);
        LabState lab = await ClusterReader.LabAsync(sandbox.Client, CancellationToken.None);
        ClusterObservation observed = ClusterObservation.Of(key, lab.Hosts, lab.Clusters, lab.Machines);
        LustreClusterStatus status = ClusterStatusBuilder.Build(
            ClusterPlanner.Plan(observed), observed.Machines, refusal: null, observed.Cluster!.Status, new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)).Status;
        await sandbox.StatusAsync(Kinds.LustreClusters, key, Json(status));
    }

    /// <summary>Writes the status of a machine that is as its spec says.</summary>
    public static Task ReportAsync(this InstalledSandbox sandbox, LustreMachine machine, Func<LustreMachineStatus, LustreMachineStatus>? change = null)
    {
        bool runs = machine.Spec.PowerState == PowerState.Running;
        LustreMachineStatus status = new()
        {
            ObservedGeneration = machine.Metadata.Generation ?? 0,
            RestartedAt = machine.Spec.RestartedAt,
            RunningSince = runs ? new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero) : null,
            Domain = new DomainStatus
            {
                Name = $"default.{machine.Metadata.Name}",
                Uuid = Guid.Parse(machine.Metadata.Uid!),
                State = runs ? DomainState.Running : DomainState.ShutOff,
                Type = "kvm",
                Memory = runs ? machine.Spec.Memory.Size : null,
                Vcpus = runs ? machine.Spec.Cpu.Count : null,
            },
            VcpuPins = runs ? machine.Spec.Cpu.VcpuPins : [],
            Devices = runs ? [.. machine.Spec.Networks.Select(network => network.Device).OfType<PciAddress>()] : [],
            Volumes = [.. machine.Spec.Disks.Select(disk =>
                $"{disk.Pool}/default.{machine.Metadata.Name}.{machine.Metadata.Uid}.{disk.Name}.{(disk.Purpose == DiskPurpose.Data ? "data" : "system")}")],
            Conditions =
            [
                Condition(ConditionTypes.Ready, runs ? MachineReasons.Running : ConditionReasons.PoweredOff) with
                {
                    Status = runs ? ConditionStatus.True : ConditionStatus.False,
                },
                Condition(MachineConditionTypes.PinsInSync, ConditionReasons.InSync),
                Condition(MachineConditionTypes.DevicesInSync, ConditionReasons.InSync),
            ],
        };
        return sandbox.StatusAsync(Kinds.LustreMachines, ApiResources.Machines.KeyOf(machine), Json(change is null ? status : change(status)));
    }

    public static async Task<LustreMachine> MachineAsync(this InstalledSandbox sandbox, string name) =>
        await sandbox.Client.GetAsync(ApiResources.Machines, new ObjectKey("default", name), CancellationToken.None);

    public static string Address(int i) => $"0000:0{i + 1}:00.0";

    public static Task StatusAsync(this InstalledSandbox sandbox, ResourceKind<JsonObject> kind, ObjectKey key, JsonNode? status) => sandbox.Client.PatchAsync(
        kind, key, Patch.Merge(new JsonObject { ["status"] = status }), new WriteOptions { Subresource = "status", FieldManager = "test" }, CancellationToken.None);

    private static NumaCell Cell(int node) => new()
    {
        Id = node,
        MemoryKiB = 24L << 20,
        Cpus = [.. Enumerable.Range(node * 6, 6).Select(cpu => new HostCpu { Id = cpu, Socket = node, Core = cpu, Siblings = [cpu] })],
    };

    private static Condition Condition(string type, string reason) => new()
    {
        Type = type,
        Status = ConditionStatus.True,
        Reason = reason,
        Message = "as wanted",
    };

    private static JsonNode? Json<T>(T value) => JsonSerializer.SerializeToNode(value, ApiJson.Default.GetTypeInfo(typeof(T))!);
}
