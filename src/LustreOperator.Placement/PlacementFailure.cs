namespace LustreOperator.Placement;

/// <summary>Why the wishes do not fit.</summary>
/// <param name="Message">A sentence for people,
/// such as <c>0/4 hosts fit oss-2: 3 have 4 of 6 CPUs free on node 1, 1 is cordoned</c>.</param>
/// <param name="MachineName">The LustreMachine that found no host.</param>
/// <param name="Hosts">Each host's reason, by name.</param>
/// <param name="SearchLimitReached">True if the search stopped at its bound: a fit may exist all the same.</param>
public sealed record PlacementFailure(
    string Message, string MachineName, IReadOnlyList<HostRejection> Hosts, bool SearchLimitReached);
