using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>
/// What becomes of machines that exist: those that nobody asks for go, the others get what the spec now says. They are admitted, and so powered, when all
/// exist: half a cluster never runs. Of a paused cluster they only hear that it is paused. Pure.
/// </summary>
internal static class ChangePhase
{
    public static PhasePlan Plan(ClusterLook look) =>
        look.IsHeld ? new PhasePlan { Facts = new ChangeFacts(new Dictionary<string, string>(), look.HeldFor) }
        : look.Cluster.Spec.Paused ? Pause(look)
        : Converge(look);

    private static PhasePlan Converge(ClusterLook look)
    {
        HashSet<string> wanted = [.. look.Wanted.Select(want => want.Name)];
        DeleteMachine[] surplus =
        [
            .. look.Own.Values.Where(machine => !MachineHealth.IsLeaving(machine) && !wanted.Contains(machine.Metadata.Name))
                .OrderByDescending(machine => machine.Spec.Index)
                .Select(machine => new DeleteMachine(machine, "the spec asks for fewer")),
        ];

        // Creation and admission are two rounds, so that what was created is seen first.
        var replacement = Replacement.Plan(look);
        bool admits = look.IsComplete && replacement.Withdrawn.Count == 0;
        return new PhasePlan
        {
            Actions = [.. surplus, .. replacement.Withdrawn, .. replacement.Updates.Where(update => admits || !update.Admit)],
            IsWaiting = replacement.Outdated.Count > 0,
            Places = replacement.Places,
            Notes = replacement.Notes,
            Facts = new ChangeFacts(replacement.Outdated, null),
        };
    }

    // Pausing reaches the agents by the machines' specs; nothing else of them changes.
    private static PhasePlan Pause(ClusterLook look)
    {
        var outdated = look.Wanted.Where(want => !look.Own.TryGetValue(want.Name, out LustreMachine? machine) || IsOutdated(look, want, machine))
            .ToDictionary(want => want.Name, _ => "waits until the cluster is no longer paused");
        return new PhasePlan
        {
            Actions =
            [
                .. from machine in look.Own.Values
                   where !MachineHealth.IsLeaving(machine) && !machine.Spec.Paused && machine.Unreadable is null
                   select new UpdateMachine(machine, machine.Spec with { Paused = true }, PlacedFor.TextOf(machine), "paused", Admit: false),
            ],
            Holds = PhaseHold.Steps,
            IsWaiting = outdated.Count > 0,
            Facts = new ChangeFacts(outdated, null),
        };
    }

    private static bool IsOutdated(ClusterLook look, WantedMachine want, LustreMachine machine) =>
        !PlacedFor.Of(look.Cluster.Spec, want.Group).IsOf(machine, look.Places.HostOf(machine.Spec.Host))
        || SpecChanges.Between(machine.Spec with { Paused = true }, MachineTemplate.Settings(look.Cluster, want, machine.Spec)).Any();
}

/// <summary>What the machines of a cluster lack of its present spec.</summary>
/// <param name="Outdated">Why existing machines keep their old resources, in words, by machine.</param>
/// <param name="HeldFor">Why nobody can tell; null: it is known.</param>
internal sealed record ChangeFacts(IReadOnlyDictionary<string, string> Outdated, ClusterFault? HeldFor) : IPhaseFacts
{
    public IEnumerable<ToldCondition> Conditions(ClusterNow now)
    {
        string[] pending =
        [
            .. Outdated.Select(outdated => $"{outdated.Key}: {outdated.Value}"),
            .. from placed in now.Placed
               let restart = placed.Machine.Status?.Conditions.Find(MachineConditionTypes.RestartRequired)
               where restart?.Status == ConditionStatus.True
               select $"{placed.Wanted.Name}: {restart.Message}",
        ];
        return
        [
            HeldFor is not null ? ToldCondition.Of(ClusterConditionTypes.UpToDate, ConditionStatus.Unknown, HeldFor.Reason, HeldFor.Message)
                : pending.Length > 0
                    ? ToldCondition.Of(ClusterConditionTypes.UpToDate, ConditionStatus.False, ClusterReasons.TemplatePending, ClusterSummary.Some(pending))
                : ToldCondition.Of(
                    ClusterConditionTypes.UpToDate, ConditionStatus.True, ClusterReasons.TemplateApplied, "every machine has the present template"),
            now.Cluster.Spec.Paused
                ? ToldCondition.Of(
                    ClusterConditionTypes.Paused, ConditionStatus.True, ClusterReasons.PausedByUser, "spec.paused is true: machines are left alone")
                : ToldCondition.Of(ClusterConditionTypes.Paused, ConditionStatus.False, ClusterReasons.NotPaused, "spec.paused is false"),
        ];
    }

    public IEnumerable<string> Problems(ClusterNow now)
    {
        HashSet<string> wanted = [.. now.Wanted.Select(want => want.Name)];
        int surplus = now.Machines.Count(machine => !wanted.Contains(machine.Metadata.Name));
        return
        [
            .. Outdated.Select(outdated => $"{outdated.Key} keeps its old resources: {outdated.Value}"),
            .. surplus > 0 ? (string[])[$"{surplus} surplus machines are going"] : [],
        ];
    }
}
