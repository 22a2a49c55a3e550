using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Planning;

/// <summary>One host of the lab, for one machine.</summary>
/// <param name="Host">Name of the KvmHost.</param>
/// <param name="Verdict"><c>chosen</c>: the machine is there; <c>fits</c>; <c>no</c>.</param>
/// <param name="Why">What lacks, or what sets it apart; the host is the subject.</param>
/// <param name="Holders">Who has what lacks.</param>
public sealed record HostRow(string Host, string Verdict, string Why, IReadOnlyList<ResourceHolder> Holders)
{
    public const string Chosen = "chosen";
    public const string Fits = "fits";
    public const string No = "no";

    /// <summary>Hosts that cannot carry a machine.</summary>
    /// <param name="failure">Why it cannot be placed.</param>
    /// <param name="machines">Those that exist: what others hold, they hold in thought, placed before it in the same search.</param>
    public static IReadOnlyList<HostRow> Of(PlacementFailure failure, IReadOnlyList<LustreMachine> machines)
    {
        HashSet<(string, string)> there = [.. machines.Select(machine => (machine.Metadata.Namespace ?? "", machine.Metadata.Name))];
        return [.. failure.Hosts.Select(Of).Select(row => row with
        {
            Holders =
            [
                .. row.Holders.Select(
                    holder => there.Contains((holder.Namespace, holder.Machine)) ? holder : holder with { Resources = $"{holder.Resources} (not placed yet)" })
            ],
        })];
    }

    /// <summary>All hosts, for a machine that is on one of them or on none.</summary>
    /// <param name="explanation">What placement thinks of them.</param>
    /// <param name="at">Where the machine is; null: nowhere.</param>
    public static IReadOnlyList<HostRow> Of(PlacementExplanation explanation, string? at)
    {
        HostVerdict? here = explanation.Hosts.FirstOrDefault(verdict => verdict.Host == at);
        HostVerdict? first = explanation.Preferred;
        HostVerdict? measure = here is { Place: not null } ? here : first;
        return
        [
            .. explanation.Hosts.Select(verdict => verdict == here ? Here(verdict, explanation, first)
                : verdict.Rejection is { } rejection ? Of(rejection)
                : new HostRow(verdict.Host, Fits, Fit(verdict, first, measure), [])),
        ];
    }

    private static HostRow Of(HostRejection rejection) => new(rejection.Host, No, rejection.Text, rejection.Holders);

    private static HostRow Here(HostVerdict here, PlacementExplanation explanation, HostVerdict? first)
    {
        string why = here.Rejection is { } rejection ? $"would not be taken today: {rejection.Text}"
            : first != here ? $"{first!.Host} would come first today: it {first.Against(here)}"
            : explanation.Hosts.Count(verdict => verdict.Place is not null) == 1 ? "the only host that fits"
            : "comes first of the hosts that fit";
        return new HostRow(here.Host, Chosen, why, here.Rejection?.Holders ?? []);
    }

    private static string Fit(HostVerdict verdict, HostVerdict? first, HostVerdict? measure)
    {
        string against = measure is null || measure == verdict ? "" : verdict.Against(measure) ?? "";
        return verdict != first ? against : against.Length == 0 ? "would come first" : $"would come first today: {against}";
    }
}
