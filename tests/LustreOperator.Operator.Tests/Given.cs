using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

/// <summary>A cluster of two OSS on one host of four CPUs, for the specifications of plans and conditions.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static LustreCluster Cluster(Func<LustreClusterSpec, LustreClusterSpec>? change = null) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = "qa",
            Name = "ha",
            Uid = "cluster-uid",
            ResourceVersion = "7",
            Generation = 1,
            CreationTimestamp = Now,
            Finalizers = [ApiNames.ClusterFinalizer],
        },
        Spec = (change ?? (spec => spec))(new LustreClusterSpec { Machines = [Group()] }),
    };

    public static MachineGroup Group(int count = 2) => new()
    {
        Name = "oss",
        Roles = [MachineRole.OSS],
        Count = count,
        Memory = new MemorySpec { Size = Quantity.Of("256Mi") },
    };

    public static KvmHost Host { get; } = new()
    {
        Metadata = new ObjectMeta { Name = "kvm1", Uid = "host-uid", Finalizers = [ApiNames.HostFinalizer] },
        Status = new KvmHostStatus
        {
            HostUuid = new Guid("11111111-1111-1111-1111-111111111111"),
            Cells = [new NumaCell { Id = 0, MemoryKiB = 4 << 20, Cpus = [.. Enumerable.Range(0, 4).Select(cpu => new HostCpu { Id = cpu, Core = cpu, Siblings = [cpu] })] }],
            Conditions = [new Condition { Type = ConditionTypes.Ready, Status = ConditionStatus.True, Reason = KvmHostReasons.AgentServing }],
        },
    };

    /// <summary>One that never had a machine.</summary>
    public static KvmHost NewHost { get; } = Host with { Metadata = Host.Metadata with { Finalizers = null } };

    public static ClusterObservation Observed(LustreCluster? cluster, params LustreMachine[] machines) =>
        ClusterObservation.Of(OperatorBench.ClusterKey, cluster, Fleet.Of([Host], machines), machines);

    /// <summary>The same on other hosts, among other machines.</summary>
    public static ClusterObservation On(this ClusterObservation observed, IReadOnlyCollection<KvmHost> hosts, params IReadOnlyList<LustreMachine> others) =>
        observed with { Fleet = Fleet.Of(hosts, [.. observed.Machines, .. others]) };

    /// <summary>The machines that the operator makes for a cluster, as the server answers them.</summary>
    public static LustreMachine[] Machines(LustreCluster cluster, bool admitted = false)
    {
        LustreMachine[] created =
        [
            .. ClusterPlanner.Plan(Observed(cluster)).Actions.OfType<CreateMachine>().Select((create, index) => create.Machine with
            {
                Metadata = create.Machine.Metadata with { Uid = $"uid-{index}", Generation = 1, ResourceVersion = "8" },
            }),
        ];
        return admitted ? [.. created.Select(Admitted)] : created;
    }

    public static LustreMachine Admitted(LustreMachine machine) => machine with
    {
        Spec = machine.Spec with { PowerState = PowerState.Running },
        Metadata = machine.Metadata with
        {
            Generation = 2,
            Annotations = new Dictionary<string, string>(machine.Metadata.Annotations!) { [ApiNames.AdmittedAnnotation] = "true" },
        },
    };

    /// <summary>As its agent reports a machine that runs as wanted.</summary>
    public static LustreMachine Running(this LustreMachine machine) => machine with
    {
        Status = new LustreMachineStatus
        {
            ObservedGeneration = machine.Metadata.Generation ?? 0,
            Domain = new DomainStatus { State = DomainState.Running },
            Conditions = [True(ConditionTypes.Ready), True(MachineConditionTypes.PinsInSync), True(MachineConditionTypes.DevicesInSync)],
        },
    };

    public static LustreMachine Leaving(this LustreMachine machine, bool released) => machine with
    {
        Metadata = machine.Metadata with { DeletionTimestamp = Now },
        Status = new LustreMachineStatus
        {
            Conditions = released ? [True(MachineConditionTypes.Released) with { ObservedGeneration = machine.Metadata.Generation ?? 0 }] : [],
        },
    };

    /// <summary>What the operator says of a cluster whose machines are so after the steps.</summary>
    public static LustreClusterStatus Status(LustreCluster cluster, params LustreMachine[] machines) =>
        ClusterStatusBuilder.Build(ClusterPlanner.Plan(Observed(cluster, machines)), machines, null, cluster.Status, Now).Status;

    public static string[] Steps(ClusterPlan plan) => [.. plan.Actions.Select(action => action.Describe())];

    private static Condition True(string type) => new() { Type = type, Status = ConditionStatus.True, Reason = "AsWanted" };
}
