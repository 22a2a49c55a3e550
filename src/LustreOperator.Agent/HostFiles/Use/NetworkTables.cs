using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Numerics;

namespace LustreOperator.Agent;

/// <summary>What the kernel's tables in proc/net tell of interfaces: for each line that is a use, the interface and what it has. Pure.</summary>
internal static class NetworkTables
{
    // Flags of a route (include/uapi/linux/route.h and ipv6_route.h).
    private const uint Gateway = 0x2;
    private const uint Reject = 0x200;

    /// <summary>
    /// proc/net/if_inet6: address, interface index, prefix length, scope and flags in hexadecimal, interface (net/ipv6/addrconf.c,
    /// if6_seq_show). An address that is only for the link (fe80::/10) comes by itself with the interface and is no use.
    /// </summary>
    public static IEnumerable<(string Interface, string Use)> Addresses6(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            string[] fields = Fields(line);
            if (fields.Length >= 6 && Address6(fields[0]) is { IsIPv6LinkLocal: false } address && !IPAddress.IsLoopback(address)
                && Hex(fields[2]) is { } prefix)
            {
                yield return (fields[5], $"has address {address}/{prefix}");
            }
        }
    }

    /// <summary>
    /// proc/net/route: interface, then destination, gateway, flags and others, then the mask; addresses are in hexadecimal as the machine keeps
    /// them in memory (net/ipv4/fib_trie.c, fib_route_seq_show). A route without a gateway is a use too: it comes with an address that this
    /// process may not see, if its network namespace is not the host's.
    /// </summary>
    public static IEnumerable<(string Interface, string Use)> Routes4(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            string[] fields = Fields(line);
            if (fields.Length >= 8 && Hex(fields[1]) is { } destination && Hex(fields[3]) is { } flags && Hex(fields[7]) is { } mask
                && (flags & Reject) == 0)
            {
                int prefix = BitOperations.PopCount(mask);
                yield return (fields[0], prefix == 0 ? "has the default route" : $"has a route to {Address4(destination)}/{prefix}");
            }
        }
    }

    /// <summary>
    /// proc/net/ipv6_route: destination and its prefix length, source and its, next hop, metric, references, uses, flags, all in hexadecimal,
    /// and the interface (net/ipv6/route.c, rt6_info_route). The kernel keeps a route to each address and link there: only those by a gateway
    /// and the default route are uses.
    /// </summary>
    public static IEnumerable<(string Interface, string Use)> Routes6(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            string[] fields = Fields(line);
            if (fields.Length >= 10 && Address6(fields[0]) is { } destination && Hex(fields[1]) is { } prefix && Hex(fields[8]) is { } flags
                && (flags & Reject) == 0 && (prefix == 0 || (flags & Gateway) != 0))
            {
                yield return (fields[9], prefix == 0 ? "has the default IPv6 route" : $"has a route to {destination}/{prefix}");
            }
        }
    }

    private static string[] Fields(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static uint? Hex(string text) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number) ? number : null;

    private static IPAddress Address4(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        }

        return new IPAddress(bytes);
    }

    private static IPAddress? Address6(string text) =>
        text.Length == 32 && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 number)
            ? Address6(number)
            : null;

    private static IPAddress Address6(UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
