using LustreOperator.Api;
using LustreOperator.Operator;
using LustreOperator.Placement;
using LustreOperator.Resources;

namespace LustreOperator.Planning;

/// <summary>Why one machine is where it is, or why it is nowhere. Pure.</summary>
public sealed record MachineReport
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Cluster { get; init; }

    /// <summary>The machine; null: it has no place.</summary>
    public LustreMachine? Machine { get; init; }

    /// <summary>NUMA nodes of its host CPUs, a list; null when it has no place or its host is not known.</summary>
    public CpuSet? NumaNodes { get; init; }

    /// <summary>Its failover partner; null: it has none.</summary>
    public Partner? Partner { get; init; }

    /// <summary>Sentences on why it waits, or differs from what its cluster asks for now.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What the hosts were asked.</summary>
    public string Question { get; init; } = "";

    public IReadOnlyList<HostRow> Hosts { get; init; } = [];

    /// <summary>The machine's place in a cluster.</summary>
    /// <param name="lab">All that there is.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="wanted">The machine as the cluster's spec asks for it.</param>
    /// <param name="cancel">Ends the searches for places at once.</param>
    public static MachineReport Of(LabState lab, LustreCluster cluster, WantedMachine wanted, CancellationToken cancel = default)
    {
        string ns = cluster.Metadata.Namespace ?? "";
        LustreMachine? machine = lab.Machines.FirstOrDefault(found => found.Metadata.Namespace == ns && found.Metadata.Name == wanted.Name);
        ClusterPlan plan = ClusterPlanner.Plan(ClusterObservation.Of(ApiResources.Clusters.KeyOf(cluster), lab.Hosts, lab.Clusters, lab.Machines), cancel);
        PlacementExplanation explanation = Placer.Explain(
            new PlacementProblem(lab.Hosts, lab.Machines, cluster.Spec.Hosts.Selector, cluster.Spec.Placement.Numa, [], cluster.Spec.Networks),
            new MachineWish(ns, wanted.Name, cluster.Metadata.Name, wanted.Group, wanted.Index),
            cancel);
        MachineReport report = new()
        {
            Namespace = ns,
            Name = wanted.Name,
            Cluster = cluster.Metadata.Name,
            Machine = machine,
            NumaNodes = machine is null ? null : MachineText.Nodes(machine.Spec, lab.Hosts),
            Partner = Partner.Of(wanted, lab.Machines, cluster),
            Hosts = HostRow.Of(explanation, machine?.Spec.Host),
        };
        return machine is null ? Waiting(report, plan, explanation, lab) : report with
        {
            Question = $"asked as if {wanted.Name} were not there yet and all other machines were",
            Notes = [.. Unlike(machine, plan, explanation)],
        };
    }

    /// <summary>A machine that nobody asks for any more: only what it has can be told.</summary>
    public static MachineReport Leftover(LabState lab, LustreMachine machine) => new()
    {
        Namespace = machine.Metadata.Namespace ?? "",
        Name = machine.Metadata.Name,
        Cluster = machine.Spec.Cluster,
        Machine = machine,
        NumaNodes = MachineText.Nodes(machine.Spec, lab.Hosts),
        Notes = [$"cluster {machine.Spec.Cluster} does not ask for it any more, so no host is judged for it"],
    };

    private static MachineReport Waiting(MachineReport report, ClusterPlan plan, PlacementExplanation explanation, LabState lab)
    {
        string alone = $"asked as if {report.Name} were placed alone, beside all machines that exist";
        if (plan.Faults.Count > 0)
        {
            return report with { Notes = [.. plan.Faults.Select(fault => $"the spec of cluster {report.Cluster} has a fault: {fault}")], Question = alone };
        }

        if (plan.Unplaced is not { } failure)
        {
            return report with { Notes = [NotYet(report, plan)], Question = alone };
        }

        if (failure.MachineName == report.Name)
        {
            return report with
            {
                Notes = [failure.Message],
                Question = "asked as the operator asks, beside the machines of the cluster that are placed before it",
                Hosts = HostRow.Of(failure, lab.Machines),
            };
        }

        string[] notes = explanation.Preferred is null
            ? [failure.Message]
            : [
                $"{report.Name} alone would fit; the machines of a cluster are placed together or not at all, and {failure.MachineName} has no place",
                failure.Message
            ];
        return report with { Notes = notes, Question = alone };
    }

    private static string NotYet(MachineReport report, ClusterPlan plan) =>
        plan.Outdated.GetValueOrDefault(report.Name) is { } reason ? reason
        : plan.Actions.OfType<CreateMachine>().FirstOrDefault(create => create.Machine.Metadata.Name == report.Name) is { } create
            ? $"it fits on {create.Machine.Spec.Host} and is not made yet; is the operator running?"
            : "it is not made yet";

    private static IEnumerable<string> Unlike(LustreMachine machine, ClusterPlan plan, PlacementExplanation explanation)
    {
        if (machine.Metadata.DeletionTimestamp is not null)
        {
            yield return $"it is being deleted and holds what it has until host {machine.Spec.Host} has released it";
        }

        if (plan.Outdated.GetValueOrDefault(machine.Metadata.Name) is { } reason)
        {
            yield return $"it keeps its old resources: {reason}";
        }

        if (explanation.Fault is { } fault)
        {
            yield return $"what its cluster asks for now cannot be placed: {fault}";
        }
    }
}
