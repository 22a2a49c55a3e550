namespace LustreOperator.Placement;

/// <summary>Puts a failure in one sentence: hosts that lack the same are counted together.</summary>
internal static class FailureText
{
    public static string NoHostFits(Demand demand, int placedBefore, IReadOnlyList<HostRejection> hosts, bool searchLimitReached, string? shortage)
    {
        if (demand.Current is { } current)
        {
            HostRejection? own = hosts.FirstOrDefault(host => host.Host == current.Spec.Host);
            return $"{demand.Machine.Short} does not fit on its host {current.Spec.Host}, which {own?.Text ?? "does not exist"}";
        }

        string beside = placedBefore == 0 ? ""
            : placedBefore == 1 ? " beside 1 machine of the cluster placed before it"
            : $" beside {placedBefore} machines of the cluster placed before it";
        string limit = searchLimitReached ? "; the search stopped at its limit, so another arrangement may fit" : "";
        string supply = shortage is null ? "" : $"; {shortage}";
        return $"0/{hosts.Count} hosts fit {demand.Machine.Short}{beside}: {Summarize(hosts)}{supply}{limit}";
    }

    /// <summary>Most frequent first, then in the order in which hosts are looked at.</summary>
    public static string Summarize(IReadOnlyList<HostRejection> hosts) => hosts.Count == 0
        ? "no KvmHost is registered"
        : string.Join(", ", hosts.GroupBy(host => (host.Kind, host.Text))
            .OrderByDescending(same => same.Count()).ThenBy(same => same.Key.Kind).ThenBy(same => same.Key.Text, StringComparer.Ordinal)
            .Select(same => $"{same.Count()} {(same.Count() == 1 ? same.Key.Text : Plural(same.Key.Text))}"));

    private static string Plural(string predicate)
    {
        string[] words = predicate.Split(' ', 2);
        string verb = words[0] switch
        {
            "is" => "are",
            "has" => "have",
            "does" => "do",
            var other => other,
        };
        return $"{verb} {words[1]}";
    }
}
