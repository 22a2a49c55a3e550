namespace LustreOperator.Agent;

/// <summary>What the host uses its network interfaces for. An interface in another network namespace cannot be seen.</summary>
internal sealed class NetworkUse
{
    private readonly HostTree _tree;
    private readonly Dictionary<string, string> _uses;
    private readonly string? _problem;

    private NetworkUse(HostTree tree, Dictionary<string, string> uses, string? problem)
    {
        _tree = tree;
        _uses = uses;
        _problem = problem;
    }

    /// <summary>Reads the host's addresses and routes.</summary>
    /// <param name="tree">The host's files.</param>
    /// <param name="addresses">The host's IPv4 addresses; may throw.</param>
    public static NetworkUse Read(HostTree tree, Func<IReadOnlyList<InterfaceAddress>> addresses)
    {
        // proc/net is a link to the tables of the network namespace of whoever reads. Process 1 is in the host's, also when the agent is not.
        string tables = tree.Exists("proc/1/net") ? "proc/1/net" : "proc/net";
        HostListing addresses6 = tree.Lines($"{tables}/if_inet6");
        HostListing routes4 = tree.Lines($"{tables}/route");
        HostListing routes6 = tree.Lines($"{tables}/ipv6_route");
        (IEnumerable<(string Interface, string Use)> addresses4, string? problem) = Addresses4(addresses);
        Dictionary<string, string> uses = [];
        foreach ((string name, string use) in addresses4
            .Concat(NetworkTables.Addresses6(addresses6.Items))
            .Concat(NetworkTables.Routes4(routes4.Items))
            .Concat(NetworkTables.Routes6(routes6.Items)))
        {
            uses.TryAdd(name, use);
        }

        // A host without IPv6 has no such tables; one without the IPv4 routes has no proc.
        problem ??= addresses6.Problem ?? routes4.Problem ?? routes6.Problem
            ?? (routes4.IsAbsent ? $"{tree.FullPath($"{tables}/route")} is not there" : null);
        return new NetworkUse(tree, uses, problem);
    }

    /// <summary>What the host uses an interface for, such as <c>is a port of br0</c>; null: nothing.</summary>
    public string? Of(string name) => Of(name, []) ?? (_problem is null ? null : $"may be in use: {_problem}");

    private static (IEnumerable<(string Interface, string Use)> Uses, string? Problem) Addresses4(Func<IReadOnlyList<InterfaceAddress>> addresses)
    {
        try
        {
            return (addresses().Select(address => (address.Interface, $"has address {address}")), null);
        }
        catch (Exception fault)
        {
            return ([], $"the addresses cannot be listed ({fault.Message})");
        }
    }

    // Links of sysfs (net/core/dev.c, netdev_adjacent_sysfs_add): `master` to a bridge, bond, team or VRF, `upper_X` to whatever is on top.
    private string? Of(string name, HashSet<string> seen)
    {
        if (!seen.Add(name))
        {
            return null;
        }

        if (_uses.TryGetValue(name, out string? use))
        {
            return use;
        }

        string folder = $"sys/class/net/{name}";
        if (_tree.LinkTarget($"{folder}/master") is { } master)
        {
            return $"is a port of {Path.GetFileName(master)}";
        }

        foreach (string upper in _tree.Names(folder).Items.Where(entry => entry.StartsWith("upper_", StringComparison.Ordinal)))
        {
            string above = upper["upper_".Length..];

            // A macvtap has no address here: the virtual machine behind it has.
            if (_tree.Exists($"sys/class/net/{above}/macvtap") || _tree.Exists($"sys/class/net/{above}/ipvtap"))
            {
                return $"carries {above}, which is a virtual machine's";
            }

            if (Of(above, seen) is { } useAbove)
            {
                return $"carries {above}, which {useAbove}";
            }
        }

        return null;
    }
}
