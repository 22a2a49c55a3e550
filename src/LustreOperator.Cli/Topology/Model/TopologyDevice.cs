using System.Text.Json.Serialization;

namespace LustreOperator.Cli.Topology;

/// <summary>A PCI function of a host.</summary>
internal sealed record TopologyDevice
{
    public required string Address { get; init; }

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

    /// <summary>As lspci shortens it: without the domain when that is 0.</summary>
    [JsonIgnore]
    public string ShortAddress => Address.StartsWith("0000:", StringComparison.Ordinal) ? Address[5..] : Address;
}

/// <summary>What a PCI function is, by its class.</summary>
internal enum DeviceKind
{
    Other,
    InfiniBand,
    Ethernet,
}
