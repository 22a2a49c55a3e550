using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>Puts device requests in words.</summary>
internal static class DeviceText
{
    /// <summary>Such as <c>2 free HCAs on fabric ib-a</c>.</summary>
    public static string FreeDevices(IReadOnlyList<DeviceRequest> requests) => Devices(requests, "free ");

    /// <summary>Such as <c>2 HCAs on fabric ib-a</c>.</summary>
    public static string Devices(IReadOnlyList<DeviceRequest> requests) => Devices(requests, "");

    /// <summary>What a selector asks for, to follow a noun: <c> on fabric ib-a of vendor 15b3</c>.</summary>
    public static string Describe(HcaSelector selector)
    {
        string fabric = selector.Fabric is null ? "" : $" on fabric {selector.Fabric}";
        string vendor = selector.Vendor is null ? "" : $" of vendor {selector.Vendor}";
        string product = selector.Product is null ? "" : $" of product {selector.Product}";
        string address = selector.Address is null ? "" : $" at {selector.Address}";
        string node = selector.NumaNode is null ? "" : $" on node {selector.NumaNode}";
        string kind = selector.VirtualFunction switch
        {
            true => " (virtual functions only)",
            false => " (no virtual functions)",
            null => "",
        };
        return fabric + vendor + product + address + node + kind;
    }

    private static string Devices(IReadOnlyList<DeviceRequest> requests, string state) => string.Join(
        " and ",
        requests.GroupBy(request => request.Selector)
            .Select(same => $"{same.Count()} {state}{(same.Count() == 1 ? "HCA" : "HCAs")}{Describe(same.Key)}"));
}
