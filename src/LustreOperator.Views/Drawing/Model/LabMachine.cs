using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>A machine, placed or not.</summary>
public sealed record LabMachine
{
    /// <summary>Its letters in the pictures: A, B, ... Z, AA, ...</summary>
    public required string Mark { get; init; }

    /// <summary>Its position, which gives it its colour.</summary>
    public required int Position { get; init; }

    /// <summary>As the picture calls it: with its namespace where machines of several are in it.</summary>
    public required string Name { get; init; }

    public required string Group { get; init; }

    public required IReadOnlyList<MachineRole> Roles { get; init; }

    /// <summary>Null: not placed.</summary>
    public string? Host { get; init; }

    /// <summary>The domain's, in virsh's words; or why there is none.</summary>
    public required string State { get; init; }

    /// <summary>The condition Ready.</summary>
    public required ConditionStatus Ready { get; init; }

    public string? Reason { get; init; }

    public required int Vcpus { get; init; }

    public required string Memory { get; init; }

    public string? Hugepages { get; init; }

    /// <summary>Host CPUs it may run on, as the operator decided.</summary>
    public CpuSet? Cpus { get; init; }

    /// <summary>NUMA nodes it really uses.</summary>
    public CpuSet? Numa { get; init; }

    /// <summary>vCPUs that run where they should, of all, such as 6/6.</summary>
    public string? Pins { get; init; }

    /// <summary>PCI functions attached, of those wanted.</summary>
    public string? Hcas { get; init; }

    public int? LocalityPercent { get; init; }

    public IReadOnlyList<LabNic> Networks { get; init; } = [];

    public string RolesText => string.Join(',', Roles);
}
