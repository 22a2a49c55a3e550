using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>Whether a host can be counted on.</summary>
internal static class HostReadiness
{
    /// <summary>Its condition Ready and the reason of that; Unknown while its agent does not renew its Lease, and before it has reported.</summary>
    public static (ConditionStatus Status, string Reason) Of(KvmHost host)
    {
        Condition? ready = host.Status?.Conditions.Find(ConditionTypes.Ready);
        bool isLost = host.Status?.Conditions.Find(ConditionTypes.HostReachable) is { Status: not ConditionStatus.True };
        return isLost
            ? (ConditionStatus.Unknown, ConditionTypes.HostReachable)
            : (ready?.Status ?? ConditionStatus.Unknown, ready?.Reason ?? "NeverReported");
    }

    /// <summary>In words, such as <c>not Ready (InvalidSpec), cordoned</c>.</summary>
    public static string Words<TDevice>(LabHost<TDevice> host) =>
        string.Join(", ", (string[])
        [
            host.Ready switch { ConditionStatus.True => "Ready", ConditionStatus.False => $"not Ready ({host.Reason})", _ => $"unknown ({host.Reason})" },
            .. host.Unschedulable ? (string[])["cordoned"] : [],
            .. host.Fenced ? (string[])["fenced"] : [],
        ]);

    /// <summary>What can be said of a host that has no inventory.</summary>
    public static IEnumerable<string> Unknown<TDevice>(LabHost<TDevice> host) =>
        host.Reason == LabHostReader.NoSuchHost
            ? [$"There is no KvmHost {host.Name}, though machines are placed there."]
            : ["Its sockets and CPUs are not known: its agent has not reported them, or its spec cannot be read (kubectl describe kh " + host.Name + ")."];
}
