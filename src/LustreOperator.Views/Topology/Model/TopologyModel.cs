using System.Text.Json.Serialization;
using LustreOperator.Api;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>A cluster as it lies on its hosts: what the pictures are drawn from, and what programs get.</summary>
public sealed record TopologyModel
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>The cluster's condition Ready; Unknown when the operator has not looked at the present spec.</summary>
    public required ConditionStatus Ready { get; init; }

    public required string Reason { get; init; }

    /// <summary>The words of the condition.</summary>
    public required string Message { get; init; }

    /// <summary>Why machines have no place: the words of the condition Placed when that is not True.</summary>
    public string? NotPlaced { get; init; }

    /// <summary>Machines, such as 4/4.</summary>
    public required string Placed { get; init; }

    public required string Running { get; init; }

    public required string InSync { get; init; }

    /// <summary>Those that carry machines of the cluster, by name.</summary>
    public required IReadOnlyList<LabHost<TopologyDevice>> Hosts { get; init; }

    /// <summary>Hosts of the lab that carry nothing of it.</summary>
    public required int FurtherHosts { get; init; }

    /// <summary>In the order of the spec; those that the spec no longer asks for come last.</summary>
    public required IReadOnlyList<LabMachine> Machines { get; init; }

    /// <summary>In the order of the spec.</summary>
    public required IReadOnlyList<TopologyNetwork> Networks { get; init; }

    public required IReadOnlyList<TopologyPartners> Partners { get; init; }

    /// <summary>What a machine needs to reach an LNet network that it is not on.</summary>
    public required IReadOnlyList<TopologyRoute> Routes { get; init; }

    /// <summary>Pairs of LNet networks that no chain of routers joins, such as <c>o2ib0 - o2ib1</c>.</summary>
    public required IReadOnlyList<string> Unreachable { get; init; }

    /// <summary>PCI functions that machines of the cluster hold.</summary>
    public int Hcas => Machines.Sum(machine => machine.Networks.Count(network => network.Device is not null));

    [JsonIgnore]
    public LabMachines Lab => field ??= new LabMachines(Machines, Namespace);
}
