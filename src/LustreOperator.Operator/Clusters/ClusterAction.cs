using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>One step of the operator. A dry run prints it, an Event tells of it, tests compare it.</summary>
/// <param name="Reason">The word of the Event; null for steps too small to tell of.</param>
internal abstract record ClusterAction(string? Reason)
{
    /// <summary>The step in words.</summary>
    public abstract string Describe();
}

internal sealed record AddClusterFinalizer() : ClusterAction((string?)null)
{
    public override string Describe() => "hold the cluster until its machines are gone";
}

internal sealed record RemoveClusterFinalizer() : ClusterAction((string?)null)
{
    public override string Describe() => "let the cluster go: its machines are gone";
}

internal sealed record HoldHost(KvmHost Host) : ClusterAction((string?)null)
{
    public override string Describe() => $"hold KvmHost {Host.Metadata.Name} while machines are on it";
}

internal sealed record CreateMachine(LustreMachine Machine) : ClusterAction("MachineCreated")
{
    public override string Describe() =>
        $"create machine {Machine.Metadata.Name} on host {Machine.Spec.Host} with host CPUs {string.Join(' ', Machine.Spec.Cpu.VcpuPins.Select(pin => pin.Cpus))}";
}

internal sealed record UpdateMachine(LustreMachine Machine, LustreMachineSpec Spec, string PlacedFor, string Why, bool Admit)
    : ClusterAction(Admit ? null : "MachineUpdated")
{
    public override string Describe() => $"update machine {Machine.Metadata.Name}: {Why}";
}

internal sealed record DeleteMachine(LustreMachine Machine, string Why) : ClusterAction("MachineDeleted")
{
    public override string Describe() => $"delete machine {Machine.Metadata.Name}: {Why}";
}

internal sealed record RemoveMachineFinalizer(LustreMachine Machine, string Why) : ClusterAction("MachineReleased")
{
    public override string Describe() => $"let machine {Machine.Metadata.Name} go: {Why}";
}
