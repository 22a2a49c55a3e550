using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>What people call PCI functions.</summary>
internal static class DeviceNames
{
    private const string Mellanox = "15b3";

    /// <summary>What the PCI database adds to the name of every NIC of Intel's.</summary>
    private const string Noise = " Network Connection";

    /// <summary>As lspci shortens an address: without the domain when that is 0.</summary>
    public static string Short(string address) => address.StartsWith("0000:", StringComparison.Ordinal) ? address[5..] : address;

    /// <summary>The model in words, or vendor and product id. The PCI database puts the name that people use into brackets: MT28908 Family [ConnectX-6].</summary>
    public static string Model(HostDevice device)
    {
        string name = device.ProductName ?? "";
        int open = name.IndexOf('[', StringComparison.Ordinal);
        int close = name.IndexOf(']', StringComparison.Ordinal);
        string known = open >= 0 && close > open + 1 ? name[(open + 1)..close] : name;
        return known.Replace(Noise, "", StringComparison.Ordinal).Replace(" Virtual Function", " VF", StringComparison.Ordinal).Trim() is { Length: > 0 } words ? words : $"{device.Vendor}:{device.Product}";
    }

    /// <summary>By its class (the PCI ID repository's): 0207 is InfiniBand, 0c06 what early HCAs call themselves, 0200 Ethernet.</summary>
    public static DeviceKind KindOf(HostDevice device) => device switch
    {
        { Class: { } code } when code.StartsWith("0207", StringComparison.Ordinal) || code.StartsWith("0c06", StringComparison.OrdinalIgnoreCase) => DeviceKind.InfiniBand,
        { Class: { } code } when code.StartsWith("0200", StringComparison.Ordinal) => DeviceKind.Ethernet,
        { Vendor: Mellanox } => DeviceKind.InfiniBand,
        _ => DeviceKind.Other,
    };

    public static bool AreSame(string address, string other) => string.Equals(address, other, StringComparison.OrdinalIgnoreCase);
}

