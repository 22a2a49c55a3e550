using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>Whether a machine may be served at all.</summary>
internal sealed class ClaimPhaseTests
{
    [Test]
    public void Machine_with_a_name_and_parts_of_its_own_is_served() =>
        Assert.That(Plan(Given.Domain(Given.Machine(), DomainState.Running)), Is.EqualTo((PhaseHold.Nothing, (string?)null)));

    [Test]
    public void Domain_of_somebody_else_in_its_place_holds_everything_back() =>
        Assert.That(Plan(Unmarked()), Is.EqualTo((PhaseHold.Everything, (string?)MachineReasons.NameConflict)));

    [Test]
    public void Later_claim_holds_everything_back() =>
        Assert.That(Plan(Given.Nothing(Given.Machine()) with { Conflict = "taken" }), Is.EqualTo((PhaseHold.Everything, (string?)MachineReasons.AllocationConflict)));

    [Test]
    public void Paused_cluster_holds_everything_back_without_a_fault() =>
        Assert.That(Plan(Given.Nothing(Given.Machine(spec => spec with { Paused = true }))), Is.EqualTo((PhaseHold.Everything, (string?)null)));

    [Test]
    public void Domain_that_is_not_the_machines_tells_nothing_of_it()
    {
        LustreMachineStatus status = Given.Status(Unmarked());

        Assert.That((status.Domain, status.Pins, status.Drift.Count), Is.EqualTo(((DomainStatus?)null, "0/1", 0)));
        Assert.That(status.Conditions.Find(MachineConditionTypes.PinsInSync)!.Status, Is.EqualTo(ConditionStatus.Unknown));
    }

    private static (PhaseHold, string?) Plan(MachineObservation observed)
    {
        PhasePlan plan = ClaimPhase.Plan(MachineLook.Of(observed));
        return (plan.Holds, plan.Fault?.Reason);
    }

    private static MachineObservation Unmarked()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Running);
        DomainDescription unmarked = Given.Description(observed.Domain!.Live!.Definition.Marked(null) with { EmulatorPin = CpuSet.Of(1) });
        return observed with { Domain = observed.Domain with { Live = unmarked, Inactive = unmarked } };
    }
}
