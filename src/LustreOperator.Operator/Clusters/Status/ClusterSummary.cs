using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>The conditions of a cluster. Pure.</summary>
internal static class ClusterConditions
{
    /// <summary>So many machines are named in a message; the rest are counted.</summary>
    private const int Named = 4;

    public static IEnumerable<Condition> Of(ClusterFacts facts) =>
        [Ready(facts), Accepted(facts), Placed(facts), UpToDate(facts), Paused(facts), Deleting(facts)];

    private static Condition Ready(ClusterFacts facts)
    {
        bool isDeleting = facts.Cluster.Metadata.DeletionTimestamp is not null;
        MachineCounts counts = facts.Counts;
        return facts switch
        {
            _ when isDeleting => Make(ConditionTypes.Ready, ConditionStatus.False, ConditionReasons.WaitingForMachines, "the cluster is being deleted"),
            { Plan.Faults.Count: > 0 } => Make(ConditionTypes.Ready, ConditionStatus.False, ConditionReasons.InvalidSpec, Faults(facts)),
            { Refusal: { } refusal } => Make(ConditionTypes.Ready, ConditionStatus.False, ClusterReasons.MachinesNotReady, refusal),
            { Plan.Unplaced: { } unplaced } => Make(ConditionTypes.Ready, ConditionStatus.False, facts.Plan.UnplacedReason ?? ClusterReasons.DoesNotFit, unplaced.Message),
            _ when counts.Ready < counts.Wanted || counts.InSync < counts.Wanted || facts.Plan.Outdated.Count > 0 || Surplus(facts) > 0 => NotReady(facts),
            _ when counts.ShouldRun == 0 => Make(ConditionTypes.Ready, ConditionStatus.True, ConditionReasons.PoweredOff, $"all {counts.Wanted} machines are off, as wanted"),
            _ => Make(ConditionTypes.Ready, ConditionStatus.True, ClusterReasons.AllMachinesReady, $"all {counts.Wanted} machines are as wanted"),
        };
    }

    private static Condition NotReady(ClusterFacts facts)
    {
        HashSet<string> there = [.. facts.Placed.Select(placed => placed.Wanted.Name)];
        string[] problems =
        [
            .. from want in facts.Wanted
               where !there.Contains(want.Name)
               select $"{want.Name}: not created yet",
            .. from placed in facts.Placed
               where !MachineHealth.IsAsWanted(placed.Wanted, placed.Machine)
               select $"{placed.Wanted.Name}: {MachineHealth.Problem(placed.Machine)}",
            .. from placed in facts.Placed
               where MachineHealth.IsAsWanted(placed.Wanted, placed.Machine) && !MachineHealth.IsInSync(placed.Machine)
               select $"{placed.Wanted.Name}: {placed.Machine.Status?.Conditions.Find(MachineConditionTypes.RestartRequired)?.Message}",
            .. facts.Plan.Outdated.Select(outdated => $"{outdated.Key} keeps its old resources: {outdated.Value}"),
            .. Surplus(facts) > 0 ? (string[])[$"{Surplus(facts)} surplus machines are going"] : [],
        ];
        bool isUnknown = facts.Placed.Any(placed => placed.Machine.Status?.Conditions.Find(ConditionTypes.Ready)?.Status == ConditionStatus.Unknown);
        return Make(
            ConditionTypes.Ready,
            isUnknown ? ConditionStatus.Unknown : ConditionStatus.False,
            ClusterReasons.MachinesNotReady,
            $"{facts.Counts.Ready} of {facts.Counts.Wanted} machines are as wanted; {Some(problems)}");
    }

    private static Condition Accepted(ClusterFacts facts) => facts.Plan.Faults.Count == 0
        ? Make(ClusterConditionTypes.Accepted, ConditionStatus.True, ClusterReasons.Valid, "the spec has no fault")
        : Make(ClusterConditionTypes.Accepted, ConditionStatus.False, ConditionReasons.InvalidSpec, Faults(facts));

    private static Condition Placed(ClusterFacts facts) => facts switch
    {
        { Plan.Faults.Count: > 0 } => Make(ClusterConditionTypes.Placed, ConditionStatus.Unknown, ConditionReasons.InvalidSpec, "the spec has faults"),
        { Plan: { Unplaced: { } blocked, UnplacedReason: { } reason } } => Make(ClusterConditionTypes.Placed, ConditionStatus.False, reason, blocked.Message),
        { Plan.Unplaced: { Hosts.Count: 0 } unplaced } => Make(ClusterConditionTypes.Placed, ConditionStatus.False, ClusterReasons.NoHosts, unplaced.Message),
        { Plan.Unplaced: { } unplaced } => Make(ClusterConditionTypes.Placed, ConditionStatus.False, ClusterReasons.DoesNotFit, unplaced.Message),
        _ when facts.Counts.Placed < facts.Counts.Wanted =>
            Make(ClusterConditionTypes.Placed, ConditionStatus.False, ClusterReasons.MachinesNotReady, $"{facts.Counts.Placed} of {facts.Counts.Wanted} machines exist"),
        _ => Make(ClusterConditionTypes.Placed, ConditionStatus.True, ClusterReasons.AllPlaced, string.Join("; ", PlacedWords(facts))),
    };

    private static IEnumerable<string> PlacedWords(ClusterFacts facts)
    {
        yield return $"{facts.Counts.Placed} machines are placed";
        Dictionary<(string, int), (WantedMachine Wanted, LustreMachine Machine)> servers = facts.Placed.Where(placed => IsServer(placed.Wanted))
            .ToDictionary(placed => (placed.Wanted.Group.Name, placed.Wanted.Index));
        foreach ((WantedMachine Wanted, LustreMachine Machine) first in facts.Placed.Where(placed => IsServer(placed.Wanted) && placed.Wanted.Index % 2 == 0))
        {
            if (servers.TryGetValue((first.Wanted.Group.Name, first.Wanted.Index + 1), out (WantedMachine Wanted, LustreMachine Machine) second)
                && second.Machine.Spec.Host == first.Machine.Spec.Host)
            {
                yield return $"failover partners {first.Wanted.Name} and {second.Wanted.Name} share host {first.Machine.Spec.Host}";
            }
        }
    }

    private static Condition UpToDate(ClusterFacts facts)
    {
        string[] pending =
        [
            .. facts.Plan.Outdated.Select(outdated => $"{outdated.Key}: {outdated.Value}"),
            .. from placed in facts.Placed
               let restart = placed.Machine.Status?.Conditions.Find(MachineConditionTypes.RestartRequired)
               where restart?.Status == ConditionStatus.True
               select $"{placed.Wanted.Name}: {restart.Message}",
        ];
        return facts.Plan.Faults.Count > 0
            ? Make(ClusterConditionTypes.UpToDate, ConditionStatus.Unknown, ConditionReasons.InvalidSpec, "the spec has faults")
            : pending.Length > 0
                ? Make(ClusterConditionTypes.UpToDate, ConditionStatus.False, ClusterReasons.TemplatePending, Some(pending))
                : Make(ClusterConditionTypes.UpToDate, ConditionStatus.True, ClusterReasons.TemplateApplied, "every machine has the present template");
    }

    private static Condition Paused(ClusterFacts facts) => facts.Cluster.Spec.Paused
        ? Make(ClusterConditionTypes.Paused, ConditionStatus.True, ClusterReasons.PausedByUser, "spec.paused is true: machines are left alone")
        : Make(ClusterConditionTypes.Paused, ConditionStatus.False, ClusterReasons.NotPaused, "spec.paused is false");

    private static Condition Deleting(ClusterFacts facts)
    {
        if (facts.Cluster.Metadata.DeletionTimestamp is null)
        {
            return Make(ConditionTypes.Deleting, ConditionStatus.False, ClusterReasons.NotDeleting, "the cluster is not being deleted");
        }

        string[] waiting = [.. facts.Machines.Select(machine => $"{machine.Metadata.Name} on host {machine.Spec.Host}")];
        return Make(
            ConditionTypes.Deleting,
            ConditionStatus.True,
            ConditionReasons.WaitingForMachines,
            waiting.Length == 0
                ? "all machines are gone"
                : $"waits for {Some(waiting)} to be released; if a host is gone for good, set KvmHost.spec.fenced: true once it is certainly off");
    }

    private static string Faults(ClusterFacts facts) =>
        $"{facts.Plan.Faults.Count} {(facts.Plan.Faults.Count == 1 ? "fault" : "faults")}: {string.Join("; ", facts.Plan.Faults)}";

    private static int Surplus(ClusterFacts facts)
    {
        HashSet<string> wanted = [.. facts.Wanted.Select(want => want.Name)];
        return facts.Machines.Count(machine => !wanted.Contains(machine.Metadata.Name));
    }

    private static bool IsServer(WantedMachine wanted) =>
        wanted.Group.Roles.Any(role => role is MachineRole.MGS or MachineRole.MDS or MachineRole.OSS);

    private static string Some(string[] texts) =>
        string.Join("; ", texts.Take(Named)) + (texts.Length > Named ? $"; and {texts.Length - Named} more" : "");

    private static Condition Make(string type, ConditionStatus status, string reason, string message) =>
        new() { Type = type, Status = status, Reason = reason, Message = message };
}
