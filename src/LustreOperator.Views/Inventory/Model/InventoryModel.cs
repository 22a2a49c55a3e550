using System.Text.Json.Serialization;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>Hosts and the machines on them: what tables and pictures are made from, and what programs get.</summary>
public sealed record InventoryModel
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<InventoryHost> Hosts { get; init; }

    /// <summary>Those on the hosts, host by host; each is called namespace/name.</summary>
    public required IReadOnlyList<LabMachine> Machines { get; init; }

    /// <summary>The user may list machines of this namespace alone, or of none when it is empty; null: of all.</summary>
    public string? OnlyNamespace { get; init; }

    [JsonIgnore]
    public LabMachines Lab => field ??= new LabMachines(Machines, inNamespace: null);

    /// <summary>What is not seen, in a sentence; null: everything is.</summary>
    [JsonIgnore]
    public string? Unseen => OnlyNamespace switch
    {
        null => null,
        "" => "You may list no machines: what they hold may look free here.",
        _ => $"You may list machines of namespace {OnlyNamespace} alone: what others hold may look free here.",
    };
}
