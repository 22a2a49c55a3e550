using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Cli.Topology;

/// <summary>The PCI functions of a host that concern a picture: those offered to machines, and those that machines of the cluster want.</summary>
internal static class TopologyDevices
{
    private const string Mellanox = "15b3";

    /// <summary>What the PCI database adds to the name of every NIC of Intel's.</summary>
    private const string Noise = " Network Connection";

    public static IEnumerable<TopologyDevice> Of(KvmHost host, HostHoldings usage, TopologyHolders holders)
    {
        IReadOnlyList<HostDevice> reported = host.Status?.Devices ?? [];
        IEnumerable<string> wanted = holders.Machines.SelectMany(machine => machine.Spec.Networks).Select(network => network.Device).OfType<string>();
        return from address in usage.Devices.Select(device => device.Address).Concat(wanted)
                   .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)
               select Device(
                   address,
                   reported.FirstOrDefault(device => IsAt(device.Address, address)),
                   usage.Devices.FirstOrDefault(device => IsAt(device.Address, address)),
                   host.Spec.Devices.FirstOrDefault(device => IsAt(device.Address, address)),
                   holders);
    }

    private static TopologyDevice Device(
        string address, HostDevice? reported, DeviceHolding? holding, HostDeviceSpec? said, TopologyHolders holders)
    {
        var wanting = holders.Wanting(address);
        return new TopologyDevice
        {
            Address = address,
            Model = reported is null ? null : Model(reported),
            Kind = reported is null ? DeviceKind.Other : KindOf(reported),
            VirtualFunction = reported?.VirtualFunction == true,
            Fabric = holding?.Fabric ?? said?.Fabric ?? reported?.Fabric,
            Machine = wanting?.Machine.Metadata.Name ?? holders.Among(holding?.Holders ?? []),
            Network = wanting?.Network.Name,
            Holders = holding?.Holders ?? (wanting is { } held ? [$"{held.Machine.Metadata.Namespace}/{held.Machine.Metadata.Name}"] : []),
            Free = holding?.Free == true,
        };
    }

    // The PCI database puts the name that people use into brackets: MT28908 Family [ConnectX-6].
    private static string Model(HostDevice device)
    {
        string name = device.ProductName ?? "";
        int open = name.IndexOf('[', StringComparison.Ordinal);
        int close = name.IndexOf(']', StringComparison.Ordinal);
        string known = open >= 0 && close > open + 1 ? name[(open + 1)..close] : name;
        return known.Replace(Noise, "", StringComparison.Ordinal).Trim() is { Length: > 0 } words ? words : $"{device.Vendor}:{device.Product}";
    }

    // Source: the PCI ID repository's classes. 0207 is InfiniBand, 0c06 what early HCAs call themselves, 0200 Ethernet.
    private static DeviceKind KindOf(HostDevice device) => device switch
    {
        { Class: { } code } when code.StartsWith("0207", StringComparison.Ordinal) || code.StartsWith("0c06", StringComparison.OrdinalIgnoreCase) => DeviceKind.InfiniBand,
        { Class: { } code } when code.StartsWith("0200", StringComparison.Ordinal) => DeviceKind.Ethernet,
        { Vendor: Mellanox } => DeviceKind.InfiniBand,
        _ => DeviceKind.Other,
    };

    private static bool IsAt(string address, string other) => string.Equals(address, other, StringComparison.OrdinalIgnoreCase);
}
