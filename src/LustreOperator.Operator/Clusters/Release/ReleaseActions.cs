using LustreOperator.Api;

namespace LustreOperator.Operator;

internal sealed record RemoveClusterFinalizer(LustreCluster Cluster) : ClusterAction((string?)null)
{
    public override string Describe() => "let the cluster go: its machines are gone";
}

internal sealed record RemoveMachineFinalizer(LustreMachine Machine, string Why) : ClusterAction("MachineReleased")
{
    public override string Describe() => $"let machine {Machine.Metadata.Name} go: {Why}";
}

internal sealed record DeleteMachine(LustreMachine Machine, string Why) : ClusterAction("MachineDeleted")
{
    public override string Describe() => $"delete machine {Machine.Metadata.Name}: {Why}";
}
