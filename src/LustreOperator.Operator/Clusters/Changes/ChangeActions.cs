using LustreOperator.Api;

namespace LustreOperator.Operator;

internal sealed record UpdateMachine(LustreMachine Machine, LustreMachineSpec Spec, string PlacedFor, string Why, bool Admit)
    : ClusterAction(Admit ? null : "MachineUpdated")
{
    /// <summary>Null where settings alone change.</summary>
    public override LustreMachine? Claim => Spec.Cpu != Machine.Spec.Cpu || Spec.Memory != Machine.Spec.Memory
        || !Spec.Networks.SequenceEqual(Machine.Spec.Networks) || !Spec.Disks.SequenceEqual(Machine.Spec.Disks)
            ? Machine with { Spec = Spec, Status = null }
            : null;

    public override bool IsTested => true;

    public override string Describe() => $"update machine {Machine.Metadata.Name}: {Why}";
}
