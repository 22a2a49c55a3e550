using System.Text.Json.Serialization;

namespace LustreOperator.Views.Topology;

/// <summary>A network of the cluster and who is on it.</summary>
/// <param name="Name">Its name in the spec.</param>
/// <param name="Lnet">LNet network; null: no LNet on it.</param>
/// <param name="Carrier">What carries it.</param>
/// <param name="CarrierName">The fabric, bridge or libvirt network; null: functions of any fabric.</param>
/// <param name="Technology">InfiniBand, Ethernet or virtio; null: of its functions none is known, or they differ.</param>
/// <param name="Machines">Names of the machines on it.</param>
public sealed record TopologyNetwork(
    string Name, string? Lnet, NetworkCarrier Carrier, string? CarrierName, string? Technology, IReadOnlyList<string> Machines)
{
    /// <summary>In words, such as <c>fabric ib-a</c>.</summary>
    [JsonIgnore]
    public string CarrierText => Carrier switch
    {
        NetworkCarrier.Fabric when CarrierName is null => "any fabric",
        NetworkCarrier.Fabric => $"fabric {CarrierName}",
        NetworkCarrier.Bridge => $"bridge {CarrierName}",
        _ => $"libvirt network {CarrierName}",
    };
}

public enum NetworkCarrier
{
    /// <summary>PCI functions passed through.</summary>
    Fabric,

    /// <summary>Virtio NICs on a bridge of the host.</summary>
    Bridge,

    /// <summary>Virtio NICs on a libvirt network.</summary>
    LibvirtNetwork,
}
