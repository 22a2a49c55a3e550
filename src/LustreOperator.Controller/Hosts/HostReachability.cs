using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Controller;

/// <summary>What a host's Lease says of the host and its machines. Pure.</summary>
internal static class HostReachability
{
    /// <summary>The condition HostReachable; <paramref name="lease"/> is null when there is no Lease object.</summary>
    public static Condition Judge(string host, LeaseObservation? lease) => lease switch
    {
        null => Make(ConditionStatus.Unknown, ConditionReasons.NoLease, $"host {host} has no Lease; run `kubectl lustre host add {host}`"),
        { Lease.Spec.HolderIdentity: null or "" } =>
            Make(ConditionStatus.Unknown, ConditionReasons.NoLease, $"no agent serves host {host}; start lustre-agent there"),
        { IsFree: true } => Make(
            ConditionStatus.Unknown,
            ConditionReasons.LeaseExpired,
            $"the agent of host {host} has given no sign of life; its machines may be running or not. Look at lustre-agent on the host"),
        _ => Make(ConditionStatus.True, ConditionReasons.LeaseRenewed, "the agent renews its Lease"),
    };

    /// <summary>The condition HostReachable of machines whose KvmHost object is gone.</summary>
    public static Condition NoHost(string host) => Make(
        ConditionStatus.Unknown,
        ConditionReasons.HostMissing,
        $"KvmHost {host} does not exist; run `kubectl lustre host add {host}`, and set its spec.fenced: true if the host is certainly off");

    /// <summary>
    /// The conditions to apply as the operator, or null when the object has them already. Ready is taken over while the host is lost. It
    /// stays applied until the agent has taken it back: dropping it before would leave a condition without a status.
    /// </summary>
    public static IReadOnlyList<Condition>? Conditions(
        IReadOnlyList<Condition>? current, Condition reachable, long generation, DateTimeOffset now)
    {
        Condition? ready = current.Find(ConditionTypes.Ready);
        bool isLost = reachable.Status != ConditionStatus.True;
        Condition? mine = isLost
            ? reachable with { Type = ConditionTypes.Ready }
            : IsOurs(ready) ? ready : null;
        Condition[] wanted = [.. new[] { reachable, mine }.OfType<Condition>().Select(condition => condition with { ObservedGeneration = generation })];
        bool isSaid = wanted.All(condition => current.Find(condition.Type) is { } found
            && found.Status == condition.Status && found.Reason == condition.Reason && found.Message == condition.Message);
        return isSaid ? null : wanted.WithTransitions(current, now);
    }

    private static bool IsOurs(Condition? ready) => ready?.Reason is ConditionReasons.LeaseExpired or ConditionReasons.NoLease or ConditionReasons.HostMissing;

    private static Condition Make(ConditionStatus status, string reason, string message) =>
        new() { Type = ConditionTypes.HostReachable, Status = status, Reason = reason, Message = message };
}
