using System.Text.Json.Serialization;
using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>A host and who holds what of it.</summary>
/// <typeparam name="TDevice">What is told of a PCI function.</typeparam>
public record LabHost<TDevice>
{
    [JsonPropertyOrder(-1)]
    public required string Name { get; init; }

    public required ConditionStatus Ready { get; init; }

    public string? Reason { get; init; }

    /// <summary>No new machine is placed there.</summary>
    public bool Unschedulable { get; init; }

    /// <summary>The admin says that it is off.</summary>
    public bool Fenced { get; init; }

    /// <summary>CPUs that a machine can still have as Dedicated.</summary>
    public int CpusFree { get; init; }

    /// <summary>CPUs that machines may use.</summary>
    public int CpusUsable { get; init; }

    public int DevicesFree { get; init; }

    /// <summary>PCI functions offered to machines.</summary>
    public int DevicesOffered { get; init; }

    /// <summary>Memory of machines that is bound to no node, or to several.</summary>
    public long UnboundMemoryKiB { get; init; }

    /// <summary>Empty when the host has reported nothing that can be read.</summary>
    public IReadOnlyList<LabSocket<TDevice>> Sockets { get; init; } = [];

    /// <summary>PCI functions whose NUMA node is not known.</summary>
    public IReadOnlyList<TDevice> OtherDevices { get; init; } = [];

    /// <summary>Names of the picture's machines on it.</summary>
    public IReadOnlyList<string> Machines { get; init; } = [];

    [JsonIgnore]
    public IEnumerable<LabNode<TDevice>> Nodes => Sockets.SelectMany(socket => socket.Nodes);

    [JsonIgnore]
    public IEnumerable<TDevice> Devices => Nodes.SelectMany(node => node.Devices).Concat(OtherDevices);

    [JsonIgnore]
    public IEnumerable<CoreCpu> AllCpus => Nodes.SelectMany(node => node.Cores).SelectMany(core => core.Cpus);
}
