using LustreOperator.Api;

namespace LustreOperator.Views.Topology;

/// <summary>The LNet routes of a cluster's status, each followed to its end.</summary>
internal static class TopologyRoutes
{
    public static IReadOnlyList<TopologyRoute> Of(LnetStatus? lnet)
    {
        IReadOnlyList<LnetRoute> routes = lnet?.Routes ?? [];
        return [.. routes.Select(route => new TopologyRoute(route.From.ToString(), route.To.ToString(), route.Hops, route.Gateways, [.. Path(route, routes)]))];
    }

    /// <summary>The ways worth drawing: one of each pair of directions, and none that is a part of a longer one.</summary>
    public static IReadOnlyList<TopologyRoute> Longest(IReadOnlyList<TopologyRoute> routes)
    {
        TopologyRoute[] oneWay = [.. routes.Where(route => string.CompareOrdinal(route.From, route.To) < 0)];
        return [.. oneWay.Where(route => !oneWay.Any(other => other.Hops > route.Hops && Holds(other, route)))];
    }

    private static bool Holds(TopologyRoute longer, TopologyRoute route) => Follows(longer.Path, route.Path) || Follows(longer.Path, [.. route.Path.Reverse()]);

    private static bool Follows(IReadOnlyList<string> path, IReadOnlyList<string> part) =>
        Enumerable.Range(0, path.Count - part.Count + 1).Any(start => path.Skip(start).Take(part.Count).SequenceEqual(part));

    // The network behind the gateway is the one that is a hop nearer and has the gateway on it too, as a gateway of the way back.
    private static IEnumerable<string> Path(LnetRoute route, IReadOnlyList<LnetRoute> routes)
    {
        LnetRoute at = route;
        yield return at.From.ToString();
        for (int left = route.Hops; left > 0; left--)
        {
            string gateway = at.Gateways.Count > 0 ? at.Gateways[0] : "?";
            yield return gateway;
            LnetRoute? next = left == 1 ? null : routes.FirstOrDefault(other =>
                other.To == route.To && other.Hops == left - 1
                && routes.Any(back => back.From == other.From && back.To == at.From && back.Hops == 1 && back.Gateways.Contains(gateway)));
            if (next is null)
            {
                yield return route.To.ToString();
                yield break;
            }

            yield return next.From.ToString();
            at = next;
        }
    }
}
