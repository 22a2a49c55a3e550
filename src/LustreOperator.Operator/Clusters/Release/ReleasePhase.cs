using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>Lets machines go that their hosts have released, and a deleted cluster when they are gone. Pure.</summary>
internal static class ReleasePhase
{
    public static PhasePlan Plan(ClusterLook look)
    {
        ClusterAction[] releases = [.. Releases(look)];
        return look.Observed.Cluster switch
        {
            null => new PhasePlan { Actions = releases, Holds = PhaseHold.Everything },
            { Metadata.DeletionTimestamp: not null } cluster => new PhasePlan
            {
                Actions = [.. releases, .. Deletion(look, cluster)],
                Holds = PhaseHold.Steps,
                Fault = new ClusterFault(ConditionReasons.WaitingForMachines, "the cluster is being deleted"),
                Facts = new ReleaseFacts(),
            },
            _ => new PhasePlan { Actions = releases, Facts = new ReleaseFacts() },
        };
    }

    // A machine goes when its host has released it, or when the admin says that the host is off.
    private static IEnumerable<ClusterAction> Releases(ClusterLook look)
    {
        foreach (LustreMachine machine in look.Observed.Machines.Where(MachineHealth.IsLeaving))
        {
            if (machine.Metadata.Finalizers?.Contains(ApiNames.MachineFinalizer) != true)
            {
                continue;
            }

            // Said of this very object after it was deleted: a report about an earlier generation is ignored.
            Condition? released = machine.Status?.Conditions.Find(MachineConditionTypes.Released);
            if (released?.Status == ConditionStatus.True && released.ObservedGeneration == machine.Metadata.Generation)
            {
                yield return new RemoveMachineFinalizer(machine, "its host has released it");
            }
            else if (look.Places.HostOf(machine.Spec.Host)?.Spec.Fenced == true)
            {
                yield return new RemoveMachineFinalizer(machine, $"host {machine.Spec.Host} is fenced");
            }
        }
    }

    private static IEnumerable<ClusterAction> Deletion(ClusterLook look, LustreCluster cluster) =>
        look.Own.Count > 0 ? look.Observed.Machines.Where(machine => look.Own.ContainsKey(machine.Metadata.Name) && !MachineHealth.IsLeaving(machine))
            .Select(machine => new DeleteMachine(machine, "its cluster is deleted"))
        : cluster.Metadata.Finalizers?.Contains(ApiNames.ClusterFinalizer) == true ? [new RemoveClusterFinalizer(cluster)]
        : [];
}

/// <summary>Tells whom a deleted cluster waits for.</summary>
internal sealed record ReleaseFacts : IPhaseFacts
{
    public IEnumerable<ToldCondition> Conditions(ClusterNow now)
    {
        string[] waiting = [.. now.Machines.Select(machine => $"{machine.Metadata.Name} on host {machine.Spec.Host}")];
        return
        [
            now.Cluster.Metadata.DeletionTimestamp is null
                ? ToldCondition.Of(ConditionTypes.Deleting, ConditionStatus.False, ClusterReasons.NotDeleting, "the cluster is not being deleted")
                : ToldCondition.Of(
                    ConditionTypes.Deleting, ConditionStatus.True, ConditionReasons.WaitingForMachines,
                    waiting.Length == 0 ? "all machines are gone"
                        : $"waits for {ClusterSummary.Some(waiting)} to be released; if a host is gone for good, set KvmHost.spec.fenced: true once it is certainly off"),
        ];
    }
}
