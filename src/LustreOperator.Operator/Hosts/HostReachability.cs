using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>What a host's Lease says of the host and its machines. Pure.</summary>
internal static class HostReachability
{
    /// <summary>
    /// The condition HostReachable. Whether the KvmHost exists is not looked at for its status: an agent that lives without it says so itself.
    /// </summary>
    /// <param name="host">Name of the KvmHost.</param>
    /// <param name="lease">What its Lease says.</param>
    /// <param name="exists">Whether there is a KvmHost of this name.</param>
    public static Condition Judge(string host, HostLease lease, bool exists)
    {
        string missing = exists ? ""
            : $". KvmHost {host} does not exist either; run `kubectl lustre host add {host}`, and set its spec.fenced: true if the host is certainly off";
        return lease switch
        {
            HostLease.None =>
                Make(
                    ConditionStatus.Unknown, KvmHostReasons.NoLease,
                    exists ? $"host {host} has no Lease; run `kubectl lustre host add {host}`" : $"host {host} has no Lease{missing}"),
            HostLease.Unheld => Make(ConditionStatus.Unknown, KvmHostReasons.NoLease, $"no agent serves host {host}; start lustre-agent there{missing}"),
            HostLease.Expired => Make(
                ConditionStatus.Unknown,
                KvmHostReasons.LeaseExpired,
                $"the agent of host {host} has given no sign of life; its machines may be running or not. Look at lustre-agent on the host{missing}"),
            _ => Make(ConditionStatus.True, KvmHostReasons.LeaseRenewed, "the agent renews its Lease"),
        };
    }

    /// <summary>
    /// The conditions to apply as the operator, or null when the object has them already. Ready is taken over while nobody else can write it: the agent
    /// gives no sign of life. It stays applied until the agent has taken it back: dropping it before would leave a condition without a status.
    /// </summary>
    /// <param name="current">What the object has.</param>
    /// <param name="reachable">HostReachable as judged.</param>
    /// <param name="others">Further conditions that are the operator's.</param>
    /// <param name="generation">Generation of the object.</param>
    /// <param name="now">The time, for transitions.</param>
    public static IReadOnlyList<Condition>? Conditions(
        IReadOnlyList<Condition>? current, Condition reachable, IReadOnlyList<Condition> others, long generation, DateTimeOffset now)
    {
        Condition? ready = current.Find(ConditionTypes.Ready);
        bool isLost = reachable.Status != ConditionStatus.True;
        Condition? mine = isLost
            ? reachable with { Type = ConditionTypes.Ready }
            : IsOurs(ready) ? ready : null;
        Condition[] wanted =
            [.. new[] { reachable, mine }.OfType<Condition>().Concat(others).Select(condition => condition with { ObservedGeneration = generation })];
        bool isSaid = wanted.All(condition => current.Find(condition.Type) is { } found
            && found.Status == condition.Status && found.Reason == condition.Reason && found.Message == condition.Message);
        return isSaid ? null : wanted.WithTransitions(current, now);
    }

    // No agent gives these reasons.
    private static bool IsOurs(Condition? ready) => ready?.Reason is KvmHostReasons.LeaseExpired or KvmHostReasons.NoLease;

    private static Condition Make(ConditionStatus status, string reason, string message) =>
        new() { Type = ConditionTypes.HostReachable, Status = status, Reason = reason, Message = message };
}
