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
        Dictionary<string, LnetNet> lnetOf = networks.Where(network => network.Lnet is not null)
            .ToDictionary(network => network.Name, network => network.Lnet!.Normalized());
        (WantedMachine Machine, LnetNet[] Nets)[] nodes =
        [
            .. from machine in machines
               let own = machine.Group.Networks.Where(lnetOf.ContainsKey).Select(name => lnetOf[name]).Distinct().ToArray()
               where own.Length > 0
               select (machine, own),
        ];
        LnetNet[] nets = [.. nodes.SelectMany(node => node.Nets).Distinct().OrderBy(net => net.ToString(), StringComparer.Ordinal)];
        if (nets.Length == 0)
        {
            return null;
        }

        (string Name, LnetNet[] Nets)[] routers =
            [.. nodes.Where(node => node.Machine.Group.Roles.Contains(MachineRole.Router)).Select(node => (node.Machine.Name, node.Nets))];
        Dictionary<LnetNet, Dictionary<LnetNet, int>> hops = nets.ToDictionary(to => to, to => HopsTo(to, routers));
        LnetRoute[] routes =
            [.. nets.SelectMany(network => nets.Where(to => to != network).Select(to => Route(network, to, hops[to], routers))).OfType<LnetRoute>()];
        return new LnetStatus
        {
            Networks = [.. nets.Select(net => new LnetNetwork { Name = net, Machines = nodes.Count(node => node.Nets.Contains(net)) })],
            Routes = routes,
            Unreachable =
            [
                .. from network in nets
                   from other in nets.SkipWhile(net => net != network).Skip(1)
                   where !routes.Any(route => route.From == network && route.To == other)
                   select $"{network} - {other}",
            ],
        };
    }

    // Breadth first, from the network to reach: the number of routers from each network to it.
    private static Dictionary<LnetNet, int> HopsTo(LnetNet to, (string Name, LnetNet[] Nets)[] routers)
    {
        Dictionary<LnetNet, int> hops = new() { [to] = 0 };
        Queue<LnetNet> queue = new([to]);
        while (queue.TryDequeue(out LnetNet? reached))
        {
            foreach (LnetNet next in routers.Where(router => router.Nets.Contains(reached)).SelectMany(router => router.Nets))
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
    private static LnetRoute? Route(LnetNet network, LnetNet to, Dictionary<LnetNet, int> hops, (string Name, LnetNet[] Nets)[] routers) =>
        !hops.TryGetValue(network, out int distance)
            ? null
            : new LnetRoute
            {
                From = network,
                To = to,
                Hops = distance,
                Gateways =
                [
                    .. routers.Where(
                        router => router.Nets.Contains(network) && router.Nets.Min(net => hops.GetValueOrDefault(net, int.MaxValue)) == distance - 1)
                        .Select(router => router.Name).Order(StringComparer.Ordinal),
                ],
            };
}
