using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>
/// Finds places for machines that do not exist yet, all or none, and makes them there. What was made for a cluster that no longer fits as a whole, and never
/// ran, is taken back. Pure.
/// </summary>
internal static class PlacementPhase
{
    /// <summary>So many machines are named in a message; the rest are counted.</summary>
    private const int NamedMachines = 4;

    public static PhasePlan Plan(ClusterLook look)
    {
        if (look.IsHeld || look.Missing.Count == 0)
        {
            return new PhasePlan { Facts = new PlacementFacts(null, null, look.HeldFor) };
        }

        VolumeNeeds[] volumes =
            [.. look.Missing.Select(want => look.Observed.Fleet.Volumes.For(look.Cluster.Metadata.Namespace, want.Name, want.Disks))];
        (string Reason, PlacementFailure Failure)? blocked = Blocked(look.Missing, volumes);
        if (blocked is null && look.Observed.Unplaced is null)
        {
            PlacementResult result = look.Find(
                look.Places,
                [
                    .. look.Missing.Zip(volumes, (want, needs) =>
                        new MachineWish(look.Cluster.Metadata.Namespace!, want.Name, look.Cluster.Metadata.Name, want.Group, want.Index) { Hosts = needs.Hosts }),
                ]);
            return result.Failure is { } failure ? Unplaced(look, new PlacementFacts(failure, null, null)) : Made(look, volumes, result);
        }

        return Unplaced(look, new PlacementFacts(blocked?.Failure ?? look.Observed.Unplaced!.Value.Failure, blocked?.Reason, null));
    }

    private static PhasePlan Made(ClusterLook look, VolumeNeeds[] volumes, PlacementResult result) => new()
    {
        Actions =
        [
            .. Holds(look, result.Assignments),
            .. look.Missing.Zip(volumes, result.Assignments).Select(made =>
                new CreateMachine(MachineTemplate.New(look.Cluster, made.First with { Disks = made.Second.Disks }, made.Third))),
        ],
        Notes = result.Notes,
        NotesReason = result.SearchLimitReached ? "PlacementCutShort" : null,
        Facts = new PlacementFacts(null, null, null),
    };

    // What was made holds resources for nothing.
    private static PhasePlan Unplaced(ClusterLook look, PlacementFacts facts) => new()
    {
        Actions =
        [
            .. look.Own.Values.Where(machine => !MachineHealth.IsLeaving(machine) && !MachineHealth.IsAdmitted(machine))
                .Select(machine => new DeleteMachine(machine, "the rest of its cluster does not fit")),
        ],
        GoesFirst = true,
        Fault = new ClusterFault(facts.Reason ?? ClusterReasons.DoesNotFit, facts.Unplaced!.Message),
        IsWaiting = true,
        LookAgainAfter = look.Observed.Unplaced?.For,
        Facts = facts,
    };

    private static (string Reason, PlacementFailure Failure)? Blocked(IReadOnlyList<WantedMachine> missing, VolumeNeeds[] volumes)
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
    private static IEnumerable<HoldHost> Holds(ClusterLook look, IReadOnlyList<MachineAssignment> assignments) =>
        from name in assignments.Select(place => place.Host).Distinct()
        let host = look.Places.HostOf(name)
        where HostDeletion.MustHold(host, hasMachines: true)
        select new HoldHost(host);
}

/// <summary>Whether all machines have a place.</summary>
/// <param name="Unplaced">Why some have none; null: they have, or it was not asked.</param>
/// <param name="Reason">The word for it where it is not that they do not fit.</param>
/// <param name="HeldFor">Why nobody can tell; null: it is known.</param>
internal sealed record PlacementFacts(PlacementFailure? Unplaced, string? Reason, ClusterFault? HeldFor) : IPhaseFacts
{
    /// <summary>So many host names fit into the column's string.</summary>
    private const int MaxHosts = 256;

    public IEnumerable<ToldCondition> Conditions(ClusterNow now) =>
    [
        HeldFor is not null ? ToldCondition.Of(ClusterConditionTypes.Placed, ConditionStatus.Unknown, HeldFor.Reason, HeldFor.Message)
        : Unplaced is not null
            ? ToldCondition.Of(
                ClusterConditionTypes.Placed, ConditionStatus.False,
                Reason ?? (Unplaced.Hosts.Count == 0 ? ClusterReasons.NoHosts : ClusterReasons.DoesNotFit), Unplaced.Message, EventType.Warning)
        // While machines are being made, not all are there: that is no fault, and no Event.
        : now.Placed.Count < now.Wanted.Count
            ? ToldCondition.Of(
                ClusterConditionTypes.Placed, ConditionStatus.False, ClusterReasons.MachinesNotReady, $"{now.Placed.Count} of {now.Wanted.Count} machines exist")
        : ToldCondition.Of(ClusterConditionTypes.Placed, ConditionStatus.True, ClusterReasons.AllPlaced, string.Join("; ", PlacedWords(now))),
    ];

    public LustreClusterStatus Into(LustreClusterStatus status, ClusterNow now) => status with
    {
        Hosts = string.Join(',', now.Staying.Select(machine => machine.Spec.Host).Distinct().Order(StringComparer.Ordinal).Take(MaxHosts)),
        Hcas = now.Staying.Sum(machine => machine.Spec.Networks.Count(network => network.Device is not null)),
    };

    private static IEnumerable<string> PlacedWords(ClusterNow now)
    {
        yield return $"{now.Placed.Count} machines are placed";
        Dictionary<string, string> hosts = now.Placed.ToDictionary(placed => placed.Wanted.Name, placed => placed.Machine.Spec.Host);
        foreach ((WantedMachine first, WantedMachine second) in WantedMachine.Pairs(now.Placed.Select(placed => placed.Wanted)))
        {
            if (hosts[first.Name] == hosts[second.Name])
            {
                yield return $"failover partners {first.Name} and {second.Name} share host {hosts[first.Name]}";
            }
        }
    }
}
