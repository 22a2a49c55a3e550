using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>
/// The LNet networks of a cluster and the routes between them: machines with the role Router forward between the LNet networks they are on.
/// Pure.
/// </summary>
internal static class LnetTopology
{
    /// <summary>Null when no machine is on an LNet network.</summary>
    public static LnetStatus? Of(IReadOnlyList<WantedMachine> machines, IReadOnlyList<NetworkSpec> networks)
    {
        Dictionary<string, string> lnetOf = networks.Where(network => network.Lnet is not null)
            .ToDictionary(network => network.Name, network => Normalized(network.Lnet!));
        (WantedMachine Machine, string[] Nets)[] nodes =
        [
            .. from machine in machines
               let nets = machine.Group.Networks.Where(lnetOf.ContainsKey).Select(name => lnetOf[name]).Distinct().ToArray()
               where nets.Length > 0
               select (machine, nets),
        ];
        string[] names = [.. nodes.SelectMany(node => node.Nets).Distinct().Order(StringComparer.Ordinal)];
        if (names.Length == 0)
        {
            return null;
        }

        (string Name, string[] Nets)[] routers =
            [.. nodes.Where(node => node.Machine.Group.Roles.Contains(MachineRole.Router)).Select(node => (node.Machine.Name, node.Nets))];
        LnetRoute?[] routes = [.. from to in names let hops = HopsTo(to, routers) from network in names where network != to select Route(network, to, hops, routers)];
        return new LnetStatus
        {
            Networks = [.. names.Select(name => new LnetNetwork { Name = name, Machines = nodes.Count(node => node.Nets.Contains(name)) })],
            Routes =
            [
                .. routes.OfType<LnetRoute>().OrderBy(route => route.From, StringComparer.Ordinal).ThenBy(route => route.To, StringComparer.Ordinal),
            ],
            Unreachable =
            [
                .. from network in names
                   from other in names
                   where string.CompareOrdinal(network, other) < 0 && !routes.Any(route => route?.From == network && route.To == other)
                   select $"{network} - {other}",
            ],
        };
    }

    // lnet.h's libcfs_str2net: tcp is tcp0.
    private static string Normalized(string lnet) => char.IsAsciiDigit(lnet[^1]) ? lnet : lnet + "0";

    // Breadth first, from the network to reach: the number of routers from each network to it.
    private static Dictionary<string, int> HopsTo(string to, (string Name, string[] Nets)[] routers)
    {
        Dictionary<string, int> hops = new() { [to] = 0 };
        Queue<string> queue = new([to]);
        while (queue.TryDequeue(out string? reached))
        {
            foreach (string next in routers.Where(router => router.Nets.Contains(reached)).SelectMany(router => router.Nets))
            {
                if (hops.TryAdd(next, hops[reached] + 1))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return hops;
    }

    // The gateways are the routers on the network that are nearest to the one to reach.
    private static LnetRoute? Route(string network, string to, Dictionary<string, int> hops, (string Name, string[] Nets)[] routers) =>
        !hops.TryGetValue(network, out int distance)
            ? null
            : new LnetRoute
            {
                From = network,
                To = to,
                Hops = distance,
                Gateways =
                [
                    .. routers.Where(router => router.Nets.Contains(network) && router.Nets.Min(net => hops.GetValueOrDefault(net, int.MaxValue)) == distance - 1)
                        .Select(router => router.Name).Order(StringComparer.Ordinal),
                ],
            };
}
