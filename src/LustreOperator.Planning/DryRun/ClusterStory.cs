using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Operator;
using LustreOperator.Placement;
using LustreOperator.Resources;

namespace LustreOperator.Planning;

/// <summary>
/// All that the operator would do about a cluster until nothing is left to do, as if its hosts did their part at once: the operator's own plans, made
/// one after the other, each of what the one before would have left. Pure.
/// </summary>
public sealed record ClusterStory
{
    /// <summary>Creation, admission, and what waits for machines that go; more would be a plan that has no end.</summary>
    private const int MaxRounds = 8;

    public IReadOnlyList<SpecFault> Faults { get; private init; } = [];

    /// <summary>Why machines have no place.</summary>
    public PlacementFailure? Unplaced { get; private init; }

    /// <summary>Why machines keep what they have, by machine.</summary>
    public IReadOnlyDictionary<string, string> Outdated { get; private init; } = new Dictionary<string, string>();

    /// <summary>Every machine of the cluster, in the order of the spec, those that go last.</summary>
    public IReadOnlyList<MachineStory> Machines { get; private init; } = [];

    /// <summary>What the user should know of the order of things.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>All machines of all clusters as they would be.</summary>
    public required IReadOnlyList<LustreMachine> After { get; init; }

    public static ClusterStory Of(LabState lab, ObjectKey key, CancellationToken cancel = default)
    {
        bool isDeleted = lab.Clusters.Any(cluster => ApiResources.Clusters.KeyOf(cluster) == key && cluster.Metadata.DeletionTimestamp is not null);
        List<string> notes = isDeleted ? ["the cluster is being deleted, whatever its spec says"] : [];
        Dictionary<string, string> why = [];
        IReadOnlyList<LustreMachine> machines = lab.Machines;
        ClusterPlan? plan = null;
        for (int round = 0; round < MaxRounds; round++)
        {
            ClusterObservation observed = ClusterObservation.Of(key, lab.Hosts, lab.Clusters, machines);
            plan = ClusterPlanner.Plan(observed, cancel);
            notes.AddRange(plan.Notes);
            string[] going = Going(observed, plan, why);
            IReadOnlyList<LustreMachine> next = Step(machines, plan, going, key);
            bool isLast = plan.Unplaced is null ? next.SequenceEqual(machines) : going.Length == 0;
            machines = plan.Faults.Count > 0 ? machines : next;
            if (isLast || plan.Faults.Count > 0)
            {
                break;
            }

            if (plan.Unplaced is { } until)
            {
                notes.Add($"new machines wait until {string.Join(", ", going)} {(going.Length == 1 ? "is" : "are")} released; until then {until.Message}");
            }
        }

        return new ClusterStory
        {
            Faults = plan!.Unreadable is { } unreadable
                ? [new SpecFault("spec", $"nothing is done for the cluster, because something of it cannot be read: {unreadable}")]
                : plan.Faults,
            Unplaced = plan.Unplaced,
            Outdated = plan.Outdated,
            Machines = [.. Stories(lab, key, machines, why)],
            Notes = plan.Unplaced is null ? notes : [],
            After = machines,
        };
    }

    // Machines that leave, and those that are to go because the spec does not want them: what waits for them can go on afterwards.
    private static string[] Going(ClusterObservation observed, ClusterPlan plan, Dictionary<string, string> why)
    {
        HashSet<string> wanted = observed.Cluster is { Metadata.DeletionTimestamp: null } cluster
            ? [.. WantedMachine.Of(cluster).Select(machine => machine.Name)]
            : [];
        foreach (DeleteMachine delete in plan.Actions.OfType<DeleteMachine>())
        {
            string group = delete.Machine.Spec.Group;
            bool isGroupGone = observed.Cluster is { Metadata.DeletionTimestamp: null } asking && !asking.Spec.Machines.Any(item => item.Name == group);
            why.TryAdd(delete.Machine.Metadata.Name, isGroupGone ? $"the spec has no group {group}" : delete.Why);
        }

        foreach (LustreMachine machine in observed.Machines.Where(MachineHealth.IsLeaving))
        {
            why.TryAdd(machine.Metadata.Name, "it is being deleted");
        }

        return
        [
            .. observed.Machines.Where(MachineHealth.IsLeaving)
                .Concat(plan.Actions.OfType<DeleteMachine>().Select(delete => delete.Machine).Where(machine => !wanted.Contains(machine.Metadata.Name)))
                .Select(machine => machine.Metadata.Name),
        ];
    }

    private static IReadOnlyList<LustreMachine> Step(IReadOnlyList<LustreMachine> machines, ClusterPlan plan, string[] going, ObjectKey key)
    {
        HashSet<string> gone = [.. going, .. plan.Actions.OfType<DeleteMachine>().Select(delete => delete.Machine.Metadata.Name)];
        Dictionary<string, UpdateMachine> updates = plan.Actions.OfType<UpdateMachine>().ToDictionary(update => update.Machine.Metadata.Name);
        return
        [
            .. from machine in machines
               let isOwn = OperatorStores.ClusterOf(machine) == key
               where !isOwn || !gone.Contains(machine.Metadata.Name)
               select isOwn && updates.TryGetValue(machine.Metadata.Name, out UpdateMachine? update) ? Updated(machine, update) : machine,
            .. plan.Actions.OfType<CreateMachine>().Select(create => create.Machine with
            {
                Metadata = create.Machine.Metadata with { Uid = $"planned-{create.Machine.Metadata.Name}", Generation = 1 },
            }),
        ];
    }

    private static LustreMachine Updated(LustreMachine machine, UpdateMachine update)
    {
        Dictionary<string, string> annotations = new(machine.Metadata.Annotations ?? new Dictionary<string, string>())
        {
            [ApiNames.PlacedForAnnotation] = update.PlacedFor,
        };
        if (update.Admit)
        {
            annotations[ApiNames.AdmittedAnnotation] = "true";
        }

        return machine with
        {
            Metadata = machine.Metadata with { Annotations = annotations, Generation = (machine.Metadata.Generation ?? 0) + 1 },
            Spec = update.Spec,
        };
    }

    private static IEnumerable<MachineStory> Stories(
        LabState lab, ObjectKey key, IReadOnlyList<LustreMachine> after, Dictionary<string, string> why)
    {
        Dictionary<string, LustreMachine> then =
            after.Where(machine => OperatorStores.ClusterOf(machine) == key).ToDictionary(machine => machine.Metadata.Name);
        LustreMachine[] now = [.. lab.Machines.Where(machine => OperatorStores.ClusterOf(machine) == key)];
        foreach (LustreMachine machine in now)
        {
            if (then.Remove(machine.Metadata.Name, out LustreMachine? kept) && kept.Metadata.Uid == machine.Metadata.Uid)
            {
                bool isChanged = SpecChanges.Between(machine.Spec, kept.Spec).Any();
                yield return new MachineStory(isChanged ? MachineFate.Changed : MachineFate.Untouched, machine, kept, null);
                continue;
            }

            string reason = why.GetValueOrDefault(machine.Metadata.Name, "");
            yield return new MachineStory(MachineFate.Deleted, machine, null, kept is null ? reason : $"{reason}, and it is made anew");
            if (kept is not null)
            {
                yield return new MachineStory(MachineFate.Created, null, kept, null);
            }
        }

        foreach (LustreMachine created in then.Values)
        {
            yield return new MachineStory(MachineFate.Created, null, created, null);
        }
    }
}
