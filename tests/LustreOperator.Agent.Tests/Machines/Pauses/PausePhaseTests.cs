using LustreOperator.Api;

namespace LustreOperator.Agent.Tests;

/// <summary>Which guests run on.</summary>
internal sealed class PausePhaseTests
{
    [TestCase(DomainState.Paused, "user", nameof(ResumeDomain))]
    [TestCase(DomainState.Paused, "unknown", nameof(ResumeDomain))]
    [TestCase(DomainState.SuspendedByGuest, "unknown", nameof(WakeDomain))]
    [TestCase(DomainState.Paused, "I/O error", null)]
    [TestCase(DomainState.Running, "booted", null)]
    public void Guest_is_let_run_on_where_it_can(DomainState state, string reason, string? step)
    {
        MachineAction? action = Plan(state, reason).Actions.SingleOrDefault();

        Assert.That((action?.GetType().Name, action?.IsRepair), Is.EqualTo((step, step is null ? (bool?)null : true)));
    }

    [Test]
    public void Guest_that_somebody_must_help_is_a_fault() =>
        Assert.That(Plan(DomainState.Paused, "I/O error").Fault?.Reason, Is.EqualTo(MachineReasons.GuestPaused));

    [Test]
    public void Guest_that_may_not_be_able_to_run_on_is_looked_at_again_at_once() =>
        Assert.That((Plan(DomainState.Paused, "unknown").LookAgainAfter, Plan(DomainState.Paused, "user").LookAgainAfter), Is.EqualTo(((TimeSpan?)TimeSpan.Zero, (TimeSpan?)null)));

    [Test]
    public void Guest_that_somebody_paused_stays_so_under_Report() =>
        Assert.That(Plan(DomainState.Paused, "user", DriftPolicy.Report).Actions, Is.Empty);

    private static PhasePlan Plan(DomainState state, string reason, DriftPolicy policy = DriftPolicy.Enforce)
    {
        MachineObservation observed = Given.Domain(Given.Machine(spec => spec with { DriftPolicy = policy }), state);
        return PausePhase.Plan(MachineLook.Of(observed with { Domain = observed.Domain! with { StateReason = reason } }));
    }
}
