using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Operator;
using LustreOperator.Placement;
using LustreOperator.Resources;

namespace LustreOperator.Planning;

/// <summary>Where a cluster's machines are, and what it waits for. Pure.</summary>
public sealed record ClusterReport
{
    public required LustreCluster Cluster { get; init; }

    public required IReadOnlyList<WantedMachine> Wanted { get; init; }

    /// <summary>Those of its machines that exist, by name.</summary>
    public required IReadOnlyDictionary<string, LustreMachine> Machines { get; init; }

    /// <summary>What is wrong in the spec.</summary>
    public required IReadOnlyList<SpecFault> Faults { get; init; }

    /// <summary>Why machines keep what they have, by machine.</summary>
    public required IReadOnlyDictionary<string, string> Outdated { get; init; }

    /// <summary>Why a machine has no place now; null: all have.</summary>
    public required PlacementFailure? Unplaced { get; init; }

    /// <summary>The hosts, when a machine has no place.</summary>
    public IReadOnlyList<HostRow> Hosts { get; init; } = [];

    /// <summary>Pairs that take over each other's targets, once each.</summary>
    public IReadOnlyList<(WantedMachine Machine, Partner Partner)> Partners { get; init; } = [];

    public static ClusterReport Of(LabState lab, LustreCluster cluster, CancellationToken cancel = default)
    {
        ObjectKey key = ApiResources.Clusters.KeyOf(cluster);
        ClusterPlan plan = ClusterPlanner.Plan(ClusterObservation.Of(key, lab.Hosts, lab.Clusters, lab.Machines), cancel);
        IReadOnlyList<WantedMachine> wanted = WantedMachine.Of(cluster);
        return new ClusterReport
        {
            Cluster = cluster,
            Wanted = wanted,
            Machines = lab.Machines.Where(machine => OperatorStores.ClusterOf(machine) == key).ToDictionary(machine => machine.Metadata.Name),
            Faults = plan.Faults,
            Outdated = plan.Outdated,
            Unplaced = plan.Unplaced,
            Hosts = plan.Unplaced is { } failure ? HostRow.Of(failure, lab.Machines) : [],
            Partners =
            [
                .. WantedMachine.Pairs(wanted).Select(pair => (pair.First, Partner.Of(pair.First, lab.Machines, cluster)!)),
            ],
        };
    }

    public string? HostOf(string machine) => Machines.GetValueOrDefault(machine)?.Spec.Host;
}
