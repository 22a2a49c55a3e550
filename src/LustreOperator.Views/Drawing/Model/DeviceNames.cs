using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>What people call PCI functions.</summary>
internal static class DeviceNames
{
    private const string Mellanox = "15b3";

    /// <summary>What the PCI database adds to the name of every NIC of Intel's.</summary>
    private const string Noise = " Network Connection";

    /// <summary>As lspci shortens an address: without the domain when that is 0.</summary>
    public static string Short(PciAddress address) => address.Domain == 0 ? address.ToString()["0000:".Length..] : address.ToString();

    /// <summary>
    /// The model in words, or vendor and product id. The PCI database puts the name that people use into brackets: MT28908 Family [ConnectX-6].
    /// </summary>
    public static string Model(HostDevice device)
    {
        string name = device.ProductName ?? "";
        int open = name.IndexOf('[', StringComparison.Ordinal);
        int close = name.IndexOf(']', StringComparison.Ordinal);
        string known = open >= 0 && close > open + 1 ? name[(open + 1)..close] : name;
        return known.Replace(Noise, "", StringComparison.Ordinal).Replace(" Virtual Function", " VF", StringComparison.Ordinal).Trim() is { Length: > 0 } words
            ? words
            : $"{device.Vendor}:{device.Product}";
    }

    public static DeviceKind KindOf(HostDevice device) => device switch
    {
        { Class.IsInfiniBand: true } => DeviceKind.InfiniBand,
        { Class.IsEthernet: true } => DeviceKind.Ethernet,
        { Vendor: Mellanox } => DeviceKind.InfiniBand,
        _ => DeviceKind.Other,
    };
}

