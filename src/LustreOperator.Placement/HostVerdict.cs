namespace LustreOperator.Placement;

/// <summary>Whether a host can carry a machine and, of those that can, how it compares.</summary>
public sealed record HostVerdict
{
    /// <summary>Name of the KvmHost.</summary>
    public required string Host { get; init; }

    /// <summary>Why it cannot; null: it can.</summary>
    public HostRejection? Rejection { get; init; }

    /// <summary>The best place there; null: it cannot.</summary>
    public MachineAssignment? Place { get; init; }

    internal HostScore? Score { get; init; }

    internal MachineIdentity Machine { get; init; }

    internal MachineIdentity? Partner { get; init; }

    /// <summary>True: placement prefers this host to the other one. A host that cannot carry the machine is behind all that can.</summary>
    public bool IsBefore(HostVerdict other) => (Score, other.Score) switch
    {
        ({ } mine, { } others) => Compare(mine, others, other.Host) < 0,
        (null, null) => string.CompareOrdinal(Host, other.Host) < 0,
        _ => Score is not null,
    };

    /// <summary>
    /// What sets this host apart from another that fits too: the first difference of their scores, in words, with this host as the subject, such as
    /// <c>has 2 other machines of cluster ha, kvm1 has 1 (a cluster spreads)</c>. Null if one of them does not fit.
    /// </summary>
    public string? Against(HostVerdict other) =>
        Score is { } mine && other.Score is { } others ? PreferenceText.Difference(Machine, Partner, mine, others, other.Host) : null;

    private int Compare(HostScore mine, HostScore others, string otherHost) =>
        mine.Order.CompareTo(others.Order) is var order and not 0 ? order : string.CompareOrdinal(Host, otherHost);
}
