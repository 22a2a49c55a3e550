using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>Looks for places: <see cref="Placer.Place"/>, or something around it.</summary>
internal delegate PlacementResult PlacementSearch(PlacementProblem problem, CancellationToken cancellationToken);

/// <summary>Compares a cluster's spec with its machines and says what to do. Pure.</summary>
internal static class ClusterPlanner
{
    /// <summary>So many machines are named in a message; the rest are counted.</summary>
    private const int NamedMachines = 4;

    /// <summary>The plan.</summary>
    /// <param name="observed">What is there.</param>
    /// <param name="cancellationToken">Ends a search for places at once.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ClusterPlan Plan(ClusterObservation observed, CancellationToken cancellationToken = default) => Plan(observed, Placer.Place, cancellationToken);

    /// <summary>The plan, by a search that is somebody's own: one that is timed.</summary>
    /// <param name="observed">What is there.</param>
    /// <param name="search">Looks for places.</param>
    /// <param name="cancellationToken">Ends a search for places at once.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ClusterPlan Plan(ClusterObservation observed, PlacementSearch search, CancellationToken cancellationToken)
    {
        ClusterAction[] releases = [.. Releases(observed)];
        if (observed.Cluster is not { } cluster)
        {
            return new ClusterPlan { Actions = releases };
        }

        if (cluster.Metadata.DeletionTimestamp is not null)
        {
            return new ClusterPlan { Actions = [.. releases, .. Deletion(observed, cluster)] };
        }

        if (cluster.Unreadable is { } unreadable)
        {
            return new ClusterPlan { Actions = releases, Unreadable = unreadable };
        }

        ClusterAction[] hold = cluster.Metadata.Finalizers?.Contains(ApiNames.ClusterFinalizer) == true ? [] : [new AddClusterFinalizer()];
        IReadOnlyList<SpecFault> faults = [.. ClusterValidator.Validate(cluster, observed.TakenNames, observed.Machines), .. LeftBehind(observed, cluster)];
        if (faults.Count > 0)
        {
            return new ClusterPlan { Actions = releases, Faults = faults };
        }

        ClusterPlan plan = cluster.Spec.Paused ? Pause(cluster, observed) : Converge(observed, cluster, search, cancellationToken);
        return plan with { Actions = [.. hold, .. releases, .. plan.Actions] };
    }

    // A machine goes when its host has released it, or when the admin says that the host is off.
    private static IEnumerable<ClusterAction> Releases(ClusterObservation observed)
    {
        foreach (LustreMachine machine in observed.Machines.Where(IsLeaving))
        {
            if (machine.Metadata.Finalizers?.Contains(ApiNames.MachineFinalizer) != true)
            {
                continue;
            }

            // Said of this very object after it was deleted: a late word about an earlier one counts for nothing.
            Condition? released = machine.Status?.Conditions.Find(MachineConditionTypes.Released);
            if (released?.Status == ConditionStatus.True && released.ObservedGeneration == machine.Metadata.Generation)
            {
                yield return new RemoveMachineFinalizer(machine, "its host has released it");
            }
            else if (HostOf(observed, machine)?.Spec.Fenced == true)
            {
                yield return new RemoveMachineFinalizer(machine, $"host {machine.Spec.Host} is fenced");
            }
        }
    }

    private static IEnumerable<ClusterAction> Deletion(ClusterObservation observed, LustreCluster cluster)
    {
        LustreMachine[] own = [.. observed.Machines.Where(machine => IsOwn(machine, cluster))];
        if (own.Length == 0 && cluster.Metadata.Finalizers?.Contains(ApiNames.ClusterFinalizer) == true)
        {
            return [new RemoveClusterFinalizer()];
        }

        return own.Where(machine => !IsLeaving(machine)).Select(machine => new DeleteMachine(machine, "its cluster is deleted"));
    }

    // Machines of an earlier object of this name, whose finalizer somebody took away or whose deletion left orphans.
    private static IEnumerable<SpecFault> LeftBehind(ClusterObservation observed, LustreCluster cluster) =>
        from machine in observed.Machines
        where !IsOwn(machine, cluster)
        select new SpecFault("metadata.name", $"machine `{machine.Metadata.Name}` of an earlier cluster of this name is still there; delete it first (kubectl delete lm {machine.Metadata.Name})");

    // Pausing reaches the agents by the machines' specs; nothing else of them changes.
    private static ClusterPlan Pause(LustreCluster cluster, ClusterObservation observed)
    {
        Dictionary<string, LustreMachine> own = OwnByName(observed, cluster);
        return new ClusterPlan
        {
            Outdated = WantedMachine.Of(cluster)
                .Where(want => !own.TryGetValue(want.Name, out LustreMachine? machine)
                    || !PlacedFor.Of(cluster.Spec, want.Group).IsOf(machine, HostOf(observed, machine))
                    || SpecChanges.Between(machine.Spec with { Paused = true }, MachineTemplate.Settings(cluster, want, machine.Spec)).Any())
                .ToDictionary(want => want.Name, _ => "waits until the cluster is no longer paused"),
            Actions =
            [
                .. from machine in own.Values
                   where !IsLeaving(machine) && !machine.Spec.Paused && machine.Unreadable is null
                   select Update(machine, machine.Spec with { Paused = true }, PlacedForOf(machine), "paused"),
            ],
        };
    }

    private static ClusterPlan Converge(ClusterObservation observed, LustreCluster cluster, PlacementSearch search, CancellationToken cancellationToken)
    {
        IReadOnlyList<WantedMachine> wanted = WantedMachine.Of(cluster);
        Dictionary<string, LustreMachine> own = OwnByName(observed, cluster);
        DeleteMachine[] surplus =
        [
            .. own.Values.Where(machine => !IsLeaving(machine) && !wanted.Any(want => want.Name == machine.Metadata.Name))
                .OrderByDescending(machine => machine.Spec.Index)
                .Select(machine => new DeleteMachine(machine, "the spec asks for fewer")),
        ];

        var replacement = Replacement.Plan(observed, cluster, wanted, own, search, cancellationToken);
        WantedMachine[] missing = [.. wanted.Where(want => !own.ContainsKey(want.Name))];
        bool isAnyLeaving = wanted.Any(want => own.TryGetValue(want.Name, out LustreMachine? machine) && IsLeaving(machine));
        var kept = new KeptVolumes(observed.Hosts, observed.AllMachines);
        VolumeNeeds[] volumes = [.. missing.Select(want => kept.For(cluster.Metadata.Namespace, want.Name, want.Disks))];
        (string Reason, PlacementFailure Failure)? blocked = Blocked(missing, volumes);
        PlacementResult? placement = missing.Length == 0 || blocked is not null ? null
            : Place(observed, cluster, missing, volumes, replacement.Machines, search, cancellationToken);
        if ((blocked?.Failure ?? placement?.Failure) is { } failure)
        {
            return new ClusterPlan
            {
                Actions = [.. surplus, .. TakeBack(own.Values), .. replacement.Updates.Where(update => !update.Admit)],
                Unplaced = failure,
                UnplacedReason = blocked?.Reason,
                Outdated = replacement.Outdated,
                Notes = replacement.Notes,
            };
        }

        // Half a cluster never runs: machines are admitted, and then powered, when all exist. Creation and admission are two rounds,
        // so that what was created is seen first.
        bool allExist = missing.Length == 0 && !isAnyLeaving;
        return new ClusterPlan
        {
            Actions =
            [
                .. surplus,
                .. replacement.Updates.Where(update => update.Admit ? allExist : true),
                .. placement is null ? [] : Holds(observed, placement.Assignments),
                .. placement is null ? [] : missing.Zip(volumes, placement.Assignments).Select(made =>
                    new CreateMachine(MachineTemplate.New(cluster, made.First with { Disks = made.Second.Disks }, made.Third))),
            ],
            Outdated = replacement.Outdated,
            IsSearchCutShort = placement?.SearchLimitReached == true,
            Notes = [.. replacement.Notes, .. placement?.Notes ?? []],
        };
    }

    private static PlacementResult Place(
        ClusterObservation observed, LustreCluster cluster, WantedMachine[] missing, VolumeNeeds[] volumes,
        IReadOnlyList<LustreMachine> machines, PlacementSearch search, CancellationToken cancellationToken) => observed.Unplaced is { } before
        ? new PlacementResult { Failure = before }
        : search(
            new PlacementProblem(
                observed.Hosts, machines, cluster.Spec.Hosts.Selector, cluster.Spec.Placement.Numa,
                [
                    .. missing.Zip(volumes, (want, needs) =>
                        new MachineWish(cluster.Metadata.Namespace!, want.Name, cluster.Metadata.Name, want.Group, want.Index) { Hosts = needs.Hosts }),
                ],
                cluster.Spec.Networks),
            cancellationToken);

    private static KvmHost? HostOf(ClusterObservation observed, LustreMachine machine) =>
        observed.Hosts.FirstOrDefault(host => host.Metadata.Name == machine.Spec.Host);

    private static (string Reason, PlacementFailure Failure)? Blocked(WantedMachine[] missing, VolumeNeeds[] volumes)
    {
        (string Machine, VolumeProblem Problem)[] problems =
            [.. missing.Zip(volumes).Where(pair => pair.Second.Problem is not null).Select(pair => (pair.First.Name, pair.Second.Problem!))];
        return problems switch
        {
            [] => null,
            [var first, .. var more] => (
                first.Problem.Reason,
                new PlacementFailure(
                    first.Problem.Message + (more.Length == 0 ? "" : $"; likewise {string.Join(", ", more.Select(other => other.Machine).Take(NamedMachines))}"
                        + (more.Length > NamedMachines ? $" and {more.Length - NamedMachines} more" : "")),
                    first.Machine, [], SearchLimitReached: false)),
        };
    }

    // Before anything is placed on a host, so that the KvmHost cannot go under it.
    private static IEnumerable<HoldHost> Holds(ClusterObservation observed, IReadOnlyList<MachineAssignment> assignments) =>
        from name in assignments.Select(place => place.Host).Distinct()
        let host = observed.Hosts.First(host => host.Metadata.Name == name)
        where HostDeletion.MustHold(host, hasMachines: true)
        select new HoldHost(host);

    // What was made for a cluster that no longer fits as a whole holds resources for nothing.
    private static IEnumerable<ClusterAction> TakeBack(IEnumerable<LustreMachine> own) =>
        own.Where(machine => !IsLeaving(machine) && !IsAdmitted(machine))
            .Select(machine => new DeleteMachine(machine, "the rest of its cluster does not fit"));

    private static Dictionary<string, LustreMachine> OwnByName(ClusterObservation observed, LustreCluster cluster) =>
        observed.Machines.Where(machine => IsOwn(machine, cluster)).ToDictionary(machine => machine.Metadata.Name);

    private static bool IsOwn(LustreMachine machine, LustreCluster cluster) =>
        machine.Metadata.OwnerReferences?.Any(owner => owner.Uid == cluster.Metadata.Uid) == true;

    internal static UpdateMachine Update(LustreMachine machine, LustreMachineSpec spec, string placedFor, string why, bool admit = false) =>
        new(machine, spec, placedFor, why, admit);

    internal static bool IsLeaving(LustreMachine machine) => machine.Metadata.DeletionTimestamp is not null;

    internal static bool IsAdmitted(LustreMachine machine) =>
        machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.AdmittedAnnotation) == "true";

    internal static string PlacedForOf(LustreMachine machine) =>
        machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.PlacedForAnnotation) ?? "";
}
