using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>What later phases wait for, and what of power the status tells.</summary>
internal sealed class PowerPhaseTests
{
    [TestCase(DomainState.Running, PowerState.Running, PhaseHold.Nothing)]
    [TestCase(DomainState.Running, PowerState.Off, PhaseHold.Everything)]
    [TestCase(DomainState.ShuttingDown, PowerState.Running, PhaseHold.Everything)]
    [TestCase(DomainState.Crashed, PowerState.Running, PhaseHold.Everything)]
    [TestCase(DomainState.ShutOff, PowerState.Running, PhaseHold.Everything)]
    [TestCase(DomainState.Paused, PowerState.Running, PhaseHold.Nothing)]
    public void Later_phases_wait_while_the_domain_is_off_or_on_its_way_there(DomainState state, PowerState wanted, PhaseHold holds) =>
        Assert.That(Plan(In(state, spec => spec with { PowerState = wanted }, reason: "user")).Holds, Is.EqualTo(holds));

    [TestCase(UpdatePolicy.Restart, PhaseHold.Everything)]
    [TestCase(UpdatePolicy.OnDelete, PhaseHold.Nothing)]
    public void Change_that_needs_a_restart_holds_the_rest_back_only_where_one_is_coming(UpdatePolicy policy, PhaseHold holds) =>
        Assert.That(Plan(In(DomainState.Running, spec => spec with { UpdatePolicy = policy }, live => live with { MemoryKiB = 1024 })).Holds, Is.EqualTo(holds));

    [Test]
    public void Machine_has_run_since_it_was_first_seen_running()
    {
        MachineObservation observed = In(DomainState.Running) with { Now = Given.Now };
        DateTimeOffset earlier = Given.Now.AddHours(-1);
        MachineObservation known = observed with { Machine = observed.Machine with { Status = observed.Machine.Status! with { RunningSince = earlier } } };

        Assert.That((Told(observed).RunningSince, Told(known).RunningSince), Is.EqualTo(((DateTimeOffset?)Given.Now, (DateTimeOffset?)earlier)));
    }

    [TestCase(PowerState.Running, true)]
    [TestCase(PowerState.Off, false)]
    public void That_it_has_run_is_known_while_it_is_off_by_itself_and_forgotten_when_it_is_wanted_Off(PowerState wanted, bool isKnown)
    {
        MachineObservation observed = In(DomainState.ShutOff, spec => spec with { PowerState = wanted });
        observed = observed with { Machine = observed.Machine with { Status = observed.Machine.Status! with { RunningSince = Given.Now } } };

        Assert.That(Told(observed).RunningSince is not null, Is.EqualTo(isKnown));
    }

    [Test]
    public void Restart_is_had_when_what_runs_was_started_for_it()
    {
        MachineObservation had = In(DomainState.Running, spec => spec with { RestartedAt = Given.Now });
        MachineObservation asked = In(DomainState.Running, spec => spec with { RestartedAt = Given.Now }, live => live.Marked(live.Mark! with { Restart = null }));

        Assert.That((Told(had).RestartedAt, Told(asked).RestartedAt), Is.EqualTo(((DateTimeOffset?)Given.Now, (DateTimeOffset?)null)));
    }

    [TestCase(DomainState.Running, null)]
    [TestCase(DomainState.Paused, MachineReasons.Drifted)]
    [TestCase(DomainState.ShutOff, MachineReasons.Starting)]
    public void Machine_that_does_not_run_says_why_it_is_not_Ready(DomainState state, string? reason) =>
        Assert.That(Plan(In(state)).Unready?.Reason, Is.EqualTo(reason));

    private static PhasePlan Plan(MachineObservation observed) => PowerPhase.Plan(MachineLook.Of(observed));

    private static LustreMachineStatus Told(MachineObservation observed) => Plan(observed).Facts!.Into(new LustreMachineStatus());

    private static MachineObservation In(
        DomainState state, Func<LustreMachineSpec, LustreMachineSpec>? change = null, Func<DomainDefinition, DomainDefinition>? live = null, string? reason = null)
    {
        MachineObservation observed = Given.Domain(Given.Machine(change), state, live);
        return reason is null ? observed : observed with { Domain = observed.Domain! with { StateReason = reason } };
    }
}
