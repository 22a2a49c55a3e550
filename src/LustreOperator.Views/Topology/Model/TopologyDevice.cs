using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>A PCI function of a host.</summary>
public sealed record TopologyDevice
{
    public required PciAddress Address { get; init; }

    /// <summary>In words, or vendor and product id; null: the host does not report it any more.</summary>
    public string? Model { get; init; }

    public DeviceKind Kind { get; init; }

    public bool VirtualFunction { get; init; }

    /// <summary>The fabric it is cabled to; null: nobody has said.</summary>
    public string? Fabric { get; init; }

    /// <summary>The machine of the cluster that holds it.</summary>
    public string? Machine { get; init; }

    /// <summary>The network of the cluster that it serves; null when the machine is to give it back.</summary>
    public string? Network { get; init; }

    /// <summary>Every machine that holds it, as namespace/name.</summary>
    public IReadOnlyList<string> Holders { get; init; } = [];

    /// <summary>A machine can have it.</summary>
    public bool Free { get; init; }

    /// <summary>Those that are alike and that nobody of the cluster holds are told as one.</summary>
    internal static IEnumerable<DeviceRun<TopologyDevice>> Runs(IReadOnlyList<TopologyDevice> devices) => DeviceRun<TopologyDevice>.Of(devices, AreAlike);

    private static bool AreAlike(TopologyDevice one, TopologyDevice other) =>
        one.Machine is null && other.Machine is null && one.Model == other.Model && one.Fabric == other.Fabric && one.Free == other.Free
        && one.Holders.SequenceEqual(other.Holders, StringComparer.Ordinal);
}
