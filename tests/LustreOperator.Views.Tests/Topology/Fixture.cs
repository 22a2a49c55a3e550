using LustreOperator.Api;
using LustreOperator.Operator;
using LustreOperator.Resources;
using LustreOperator.Views.Topology;

namespace LustreOperator.Views.Tests.Topology;

/// <summary>A lab with one cluster in it, placed by the operator's own planner.</summary>
internal sealed record Fixture(LustreCluster Cluster, LabState Lab)
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public TopologyModel Model => TopologyReader.Read(Cluster, Lab);

    /// <summary>Every machine runs as wanted, if they fit.</summary>
    public static Fixture Of(string name, LustreClusterSpec spec, IReadOnlyList<KvmHost> hosts, params LustreMachine[] others)
    {
        LustreCluster cluster = new()
        {
            Metadata = new ObjectMeta { Namespace = "qa", Name = name, Uid = $"{name}-uid", Generation = 1, Finalizers = [ApiNames.ClusterFinalizer] },
            Spec = spec,
        };
        var observed = ClusterObservation.Of(ApiResources.Clusters.KeyOf(cluster), cluster, Fleet.Of(hosts, others), []);
        ClusterPlan plan = ClusterPlanner.Plan(observed);
        Assert.That(plan.Faults, Is.Empty);
        LustreMachine[] machines = [.. plan.Actions.OfType<CreateMachine>().Select(create => Running(create.Machine, hosts))];
        LustreClusterStatus status = ClusterStatusBuilder.Build(plan, machines, refusal: null, before: null, s_now).Status;
        return Of(cluster with { Status = status }, hosts, [.. machines, .. others]);
    }

    public Fixture WithMachines(Func<LustreMachine, LustreMachine> change) => this with { Lab = Lab with { Machines = [.. Lab.Machines.Select(change)] } };

    private static Fixture Of(LustreCluster cluster, IReadOnlyList<KvmHost> hosts, IReadOnlyList<LustreMachine> machines) =>
        new(cluster, new LabState(hosts, [cluster], machines));

    private static LustreMachine Running(LustreMachine machine, IReadOnlyList<KvmHost> hosts)
    {
        IReadOnlyList<NumaCell> cells = hosts.First(host => host.Metadata.Name == machine.Spec.Host).Status!.Cells;
        var cpus = machine.Spec.Cpu.VcpuPins.SelectMany(pin => pin.Cpus).ToHashSet();
        PciAddress[] devices = [.. machine.Spec.Networks.Select(network => network.Device).OfType<PciAddress>()];
        return machine with
        {
            Metadata = machine.Metadata with
            {
                Uid = $"{machine.Metadata.Name}-uid",
                Generation = 2,
                Annotations = new Dictionary<string, string>(machine.Metadata.Annotations!) { [ApiNames.AdmittedAnnotation] = "true" },
            },
            Spec = machine.Spec with { PowerState = PowerState.Running },
            Status = new LustreMachineStatus
            {
                ObservedGeneration = 2,
                Domain = new DomainStatus { Name = $"qa.{machine.Metadata.Name}", State = DomainState.Running },
                Numa = CpuSet.From(cells.Where(cell => cell.Cpus.Any(cpu => cpus.Contains(cpu.Id))).Select(cell => cell.Id)),
                Pins = $"{machine.Spec.Cpu.Count}/{machine.Spec.Cpu.Count}",
                Hcas = $"{devices.Length}/{devices.Length}",
                VcpuPins = machine.Spec.Cpu.VcpuPins,
                Devices = devices,
                LocalityPercent = 100,
                Conditions = [True(ConditionTypes.Ready, MachineReasons.Running), True(MachineConditionTypes.PinsInSync), True(MachineConditionTypes.DevicesInSync)],
            },
        };
    }

    private static Condition True(string type, string reason = "AsWanted") => new() { Type = type, Status = ConditionStatus.True, Reason = reason };
}
