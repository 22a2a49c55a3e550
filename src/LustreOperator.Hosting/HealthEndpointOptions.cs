using System.Net;
using System.Net.Sockets;

namespace LustreOperator.Hosting;

/// <summary>Where health and metrics are answered.</summary>
public sealed class HealthEndpointOptions
{
    /// <summary>Default: all addresses, as a kubelet asks from outside.</summary>
    public IPAddress Address { get; set; } = Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;

    /// <summary>Default 8081; 0 takes a free one (see <see cref="HealthEndpoint.Port"/>).</summary>
    public int Port { get; set; } = 8081;

    /// <summary>How long a caller may take. Default 5 s.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Callers at once; further ones wait. Default 16; at least 1.</summary>
    public int MaxConnections { get; set; } = 16;

    /// <summary>A port on one address or, when that is null, on all.</summary>
    public static HealthEndpointOptions On(IPAddress? address, int port)
    {
        HealthEndpointOptions options = new() { Port = port };
        options.Address = address ?? options.Address;
        return options;
    }
}
