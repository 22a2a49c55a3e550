using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>A fabric, bridge or libvirt network as a bar that HCAs and NICs hang from.</summary>
/// <param name="Carrier">What it is.</param>
/// <param name="Name">The fabric, bridge or libvirt network; the network's own name where any fabric will do.</param>
/// <param name="Networks">The networks of the cluster on it.</param>
internal sealed record SvgBus(NetworkCarrier Carrier, string Name, IReadOnlyList<TopologyNetwork> Networks)
{
    public static IReadOnlyList<SvgBus> Of(TopologyModel model) =>
    [
        .. model.Networks.GroupBy(network => (network.Carrier, Name: network.CarrierName ?? network.Name))
            .Select(bus => new SvgBus(bus.Key.Carrier, bus.Key.Name, [.. bus])),
    ];

    /// <summary>By which chips name it.</summary>
    public string Key => $"{Carrier} {Name}";

    /// <summary>Such as <c>InfiniBand fabric</c>.</summary>
    public string Kind => Carrier switch
    {
        NetworkCarrier.Bridge => "bridge, virtio NICs",
        NetworkCarrier.LibvirtNetwork => "libvirt network, virtio",
        _ => Networks.Select(network => network.Technology).FirstOrDefault(technology => technology is not null) is { } technology
            ? $"{technology} fabric" : "fabric",
    };

    /// <summary>Such as <c>lnet = o2ib0</c>.</summary>
    public string NetworksText => string.Join(", ", Networks.Select(network => network.Lnet is { } lnet ? $"{network.Name} = {lnet}" : network.Name));

    private bool IsInfiniBand => Networks.Any(network => network.Technology == nameof(DeviceKind.InfiniBand));

    /// <summary>The bar: InfiniBand thick, Ethernet thin, virtio dashed, so that they differ without colours.</summary>
    public void Draw(SvgCanvas canvas, double x1, double y1, double x2, double y2) => canvas.Wire(
        x1, y1, x2, y2, new SvgPaint(null, "#4a5563", Carrier == NetworkCarrier.Fabric ? IsInfiniBand ? 6 : 3 : 2.2, Carrier == NetworkCarrier.Fabric ? null : "7 4"));
}
