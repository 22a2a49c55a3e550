using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Operator;

/// <summary>Deletes machines, and takes the finalizers of machines and clusters away.</summary>
internal sealed class ReleaseHands(ClusterTools tools) : PhaseHands
{
    public override IEnumerable<PhaseStep> Steps =>
    [
        PhaseStep.Of<RemoveClusterFinalizer>((release, cancel) => tools.Finalizers.RemoveAsync(
            ApiResources.Clusters, tools.Stores.Clusters, release.Cluster, release.Cluster.Metadata, ApiNames.ClusterFinalizer, cancel)),
        PhaseStep.Of<RemoveMachineFinalizer>((release, cancel) => tools.Finalizers.RemoveAsync(
            ApiResources.Machines, tools.Stores.Machines, release.Machine, release.Machine.Metadata, ApiNames.MachineFinalizer, cancel)),
        PhaseStep.Of<DeleteMachine>((delete, cancel) => DeleteAsync(delete.Machine, cancel)),
    ];

    private async Task DeleteAsync(LustreMachine machine, CancellationToken cancel)
    {
        ObjectKey key = ApiResources.Machines.KeyOf(machine);
        V1DeleteOptions options = new()
        {
            Preconditions = new V1Preconditions { Uid = machine.Metadata.Uid },
            PropagationPolicy = "Background",
        };
        LustreMachine? waiting = await tools.Client.DeleteAsync(ApiResources.Machines, key, options, cancel);
        if (waiting is null)
        {
            tools.Stores.Machines.AssumeDeleted(key, machine.Metadata.Uid!);
        }
        else
        {
            tools.Stores.Machines.Assume(waiting);
        }
    }
}
