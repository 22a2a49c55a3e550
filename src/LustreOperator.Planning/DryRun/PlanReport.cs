using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Operator;
using LustreOperator.Resources;

namespace LustreOperator.Planning;

/// <summary>What would happen about one cluster, ready to be printed. Pure.</summary>
public sealed record PlanReport
{
    public required ObjectKey Key { get; init; }

    public required bool IsNew { get; init; }

    public IReadOnlyList<SpecFault> Faults { get; init; } = [];

    /// <summary>Why machines have no place; null: all have.</summary>
    public string? Unplaced { get; init; }

    /// <summary>The hosts, when machines have no place.</summary>
    public IReadOnlyList<HostRow> Hosts { get; init; } = [];

    /// <summary>Machines to be made, with the NUMA nodes of their CPUs.</summary>
    public IReadOnlyList<(LustreMachine Machine, CpuSet? NumaNodes)> Created { get; init; } = [];

    public IReadOnlyList<(MachineStory Machine, IReadOnlyList<string> Differences, AgentStory Agent)> Changed { get; init; } = [];

    public IReadOnlyList<(MachineStory Machine, AgentStory Agent)> Deleted { get; init; } = [];

    public IReadOnlyList<string> Untouched { get; init; } = [];

    /// <summary>Why machines keep what they have, by machine.</summary>
    public IReadOnlyList<(string Machine, string Reason)> Kept { get; init; } = [];

    public IReadOnlyList<DriftNote> Drift { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>False: the spec has faults, or is not fulfilled by what would happen.</summary>
    public required bool IsFulfilled { get; init; }

    /// <summary>Whether anything at all would be done.</summary>
    public bool IsQuiet => Created.Count + Changed.Count + Deleted.Count + Drift.Count == 0;

    /// <summary>A cluster that the server refuses.</summary>
    public static PlanReport Refused(ObjectKey key, bool isNew, IReadOnlyList<SpecFault> faults) =>
        new() { Key = key, IsNew = isNew, Faults = faults, IsFulfilled = false };

    /// <summary>The cluster of that name in the lab, and what the operator and the agents would do about it.</summary>
    public static PlanReport Of(LabState lab, ObjectKey key, bool isNew, ClusterStory story, DateTimeOffset now)
    {
        KvmHost? HostOf(LustreMachine machine) => lab.Hosts.FirstOrDefault(host => host.Metadata.Name == machine.Spec.Host);
        ILookup<MachineFate, MachineStory> byFate = story.Machines.ToLookup(machine => machine.Fate);
        bool isPaused = lab.Clusters.Any(cluster => ApiResources.Clusters.KeyOf(cluster) == key && cluster.Spec.Paused);
        return new PlanReport
        {
            Key = key,
            IsNew = isNew,
            Faults = story.Faults,
            Unplaced = story.Unplaced?.Message,
            Hosts = story.Unplaced is { } failure ? HostRow.Of(failure, lab.Machines) : [],
            Created = [.. byFate[MachineFate.Created].Select(machine => (machine.After!, MachineText.Nodes(machine.After!.Spec, lab.Hosts)))],
            Changed =
            [
                .. byFate[MachineFate.Changed].Select(machine => (
                    machine,
                    SpecDifferences.Between(machine.Before!.Spec, machine.After!.Spec),
                    AgentStory.OfChange(machine.Before!, machine.After!, HostOf(machine.After!), story.After))),
            ],
            Deleted = [.. byFate[MachineFate.Deleted].Select(machine => (machine, AgentStory.OfRelease(machine.Before!, HostOf(machine.Before!), now)))],
            Untouched = [.. byFate[MachineFate.Untouched].Select(machine => machine.Name)],
            Kept = [.. story.Outdated.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => (item.Key, item.Value))],
            Drift = [.. story.Machines.SelectMany(DriftNote.Of)],
            Notes = story.Notes,
            IsFulfilled = story.Faults.Count == 0 && story.Unplaced is null && (isPaused || story.Outdated.Count == 0),
        };
    }
}
