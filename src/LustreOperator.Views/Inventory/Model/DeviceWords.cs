using LustreOperator.Api;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>Facts of a PCI function in few words; empty where its agent does not tell them.</summary>
internal static class DeviceWords
{
    private const int NamedAtMost = 2;

    /// <summary>IOMMU group and who else is in it: <c>31 +41:00.1</c>.</summary>
    public static string Group(InventoryDevice device)
    {
        IEnumerable<string> named = device.GroupSiblings.Count > NamedAtMost
            ? [$"+{device.GroupSiblings.Count} more"]
            : device.GroupSiblings.Select(sibling => $"+{DeviceNames.Short(sibling)}");
        return string.Join(' ', named.Prepend($"{device.IommuGroup}")).Trim();
    }

    /// <summary>The first and the last group of functions that are alike.</summary>
    public static string Group(DeviceRun<InventoryDevice> run) =>
        run.Count > 1 && run.First.IommuGroup is { } first ? $"{first}…{run.Last.IommuGroup}" : Group(run.First);

    /// <summary>PCI Express link, and what it is capable of where that is more: <c>8 GT/s x4 of x8</c>.</summary>
    public static string Link(InventoryDevice device)
    {
        if (!IsSlowed(device))
        {
            return device.Link ?? "";
        }

        (string speed, string width) = Parts(device.Link!);
        (string most, string widest) = Parts(device.LinkCapable!);
        return speed == most && width.Length > 0 && widest.Length > 0 ? $"{device.Link} of {widest}" : $"{device.Link} of {device.LinkCapable}";
    }

    /// <summary>The link is slower or narrower than the function can.</summary>
    public static bool IsSlowed(InventoryDevice device) => device is { Link: not null, LinkCapable: not null } && device.Link != device.LinkCapable;

    /// <summary>
    /// RDMA device and ports: <c>mlx5_0 1:ACTIVE 200 Gb/sec (4X HDR)</c>. With <c>was</c> where no host driver has the function, so that the
    /// state is that of earlier.
    /// </summary>
    public static string Rdma(InventoryDevice device)
    {
        if (device.Rdma is not { } rdma)
        {
            return "";
        }

        bool isPast = !PciDriver.IsOfHost(device.Driver);
        string ports = string.Join(", ", rdma.Ports.OrderBy(port => port.Number).Select(Port));
        return ports.Length == 0 ? rdma.Device : $"{rdma.Device} {(isPast ? "was " : "")}{ports}";
    }

    /// <summary>Virtual functions: <c>2/4 VFs, 1 free</c> of a physical one, <c>VF of 41:00.0</c> of a virtual one.</summary>
    public static string Sriov(InventoryDevice device) => device switch
    {
        { PhysicalFunction: { } physical } => $"VF of {DeviceNames.Short(physical)}",
        { VirtualFunction: true } => "VF",
        { Sriov: { } sriov } => $"{sriov.Functions}/{sriov.Maximum} VFs"
            + (sriov.Functions > 0 ? $", {sriov.Free} free" : "")
            + (device.VirtualFunctionsWanted is { } wanted && wanted != sriov.Functions ? $", {wanted} wanted" : ""),
        { VirtualFunctionsWanted: { } wanted } => $"{wanted} VFs wanted",
        _ => "",
    };

    // The rate of a port that is down says nothing.
    private static string Port(HostDeviceRdmaPort port) => string.Join(' ', new[]
    {
        $"{port.Number}:{port.State ?? "?"}",
        port.State == "DOWN" ? port.PhysicalState : port.Rate,
        port.LinkLayer == "Ethernet" ? port.LinkLayer : null,
    }.Where(word => !string.IsNullOrEmpty(word)));

    // Such as 8 GT/s and x4.
    private static (string Speed, string Width) Parts(string link) =>
        link.LastIndexOf(" x", StringComparison.Ordinal) is >= 0 and var at ? (link[..at], link[(at + 1)..]) : (link, "");
}
