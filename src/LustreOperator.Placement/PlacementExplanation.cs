namespace LustreOperator.Placement;

/// <summary>What placement thinks of each host for one machine.</summary>
/// <param name="Fault">Why the wish means nothing on any host; null: it can be read.</param>
/// <param name="Hosts">A verdict per host, by name; empty if there is a fault.</param>
public sealed record PlacementExplanation(string? Fault, IReadOnlyList<HostVerdict> Hosts)
{
    /// <summary>The host that placement would take; null: none fits.</summary>
    public HostVerdict? Preferred => Hosts.Where(verdict => verdict.Place is not null)
        .Aggregate((HostVerdict?)null, (best, verdict) => best is null || verdict.IsBefore(best) ? verdict : best);
}
