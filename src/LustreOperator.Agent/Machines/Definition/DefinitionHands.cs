namespace LustreOperator.Agent;

/// <summary>Defines domains.</summary>
internal sealed class DefinitionHands(MachineTools tools) : PhaseHands
{
    public override IEnumerable<PhaseStep> Steps =>
    [
        PhaseStep.Of<DefineDomain>((define, _, cancel) => tools.Hypervisor.DefineDomainAsync(define.Definition, cancel)),
    ];
}
