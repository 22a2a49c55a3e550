using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LustreOperator.Agent;

/// <summary>
/// The IPv4 addresses of the interfaces in this process's network namespace, by getifaddrs(3). No file of the kernel tells which interface has
/// one: proc/net/fib_trie names no interface, and proc/net/route shows neither an address without a route of its own (noprefixroute, /32) nor
/// that of an interface that is down.
/// </summary>
internal static class InterfaceAddresses
{
    /// <summary>All of them, also of interfaces that are down.</summary>
    /// <exception cref="NetworkInformationException">The system does not list them.</exception>
    public static IReadOnlyList<InterfaceAddress> Read() =>
    [
        .. from adapter in NetworkInterface.GetAllNetworkInterfaces()
           from unicast in adapter.GetIPProperties().UnicastAddresses
           where unicast.Address.AddressFamily == AddressFamily.InterNetwork
           select new InterfaceAddress(adapter.Name, unicast.Address, unicast.PrefixLength),
    ];
}
