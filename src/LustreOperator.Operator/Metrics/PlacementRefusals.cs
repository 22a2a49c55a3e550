using System.Text.Json;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>Why a search found no places, in one word for programs. Pure.</summary>
internal static class PlacementRefusals
{
    /// <summary>The search ended at its limit: there may be places all the same.</summary>
    private const string SearchLimit = "search_limit";

    /// <summary>No host was looked at: there is none, or no host could ever have what is asked for.</summary>
    private const string NoHosts = "no_hosts";

    /// <summary>Every word there is.</summary>
    public static IReadOnlyList<string> All { get; } = [SearchLimit, NoHosts, .. Enum.GetValues<HostRejectionKind>().Select(Word)];

    /// <summary>Hosts may lack different things; the word is that of the host of which most was looked at before something was amiss.</summary>
    public static string Of(PlacementFailure failure) =>
        failure.SearchLimitReached ? SearchLimit
        : failure.Hosts.Count == 0 ? NoHosts
        : Word(failure.Hosts.Max(host => host.Kind));

    private static string Word(HostRejectionKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
