using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>A restart that the user asked for: spec.restartedAt.</summary>
internal sealed class RestartTests
{
    private static readonly DateTimeOffset s_asked = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    [Test]
    public void Machine_that_runs_is_shut_down_whatever_the_update_policy_says() =>
        Assert.That(Plan(Running(Asked(), startedFor: null)), Has.Some.TypeOf<ShutdownDomain>());

    [Test]
    public void Machine_that_was_started_since_is_left_alone() =>
        Assert.That(Plan(Running(Asked(), startedFor: s_asked)), Is.Empty);

    [Test]
    public void Restart_is_done_though_the_drift_policy_only_reports() =>
        Assert.That(Plan(Running(Asked(spec => spec with { DriftPolicy = DriftPolicy.Report }), startedFor: null)), Has.Some.TypeOf<ShutdownDomain>());

    [Test]
    public void Machine_whose_restart_policy_is_Never_starts_again_after_the_shutdown()
    {
        MachineObservation off = Given.Domain(Ran(Asked(spec => spec with { RestartPolicy = RestartPolicy.Never })), DomainState.ShutOff);

        Assert.That(Plan(off), Has.Some.TypeOf<StartDomain>());
    }

    [Test]
    public void Machine_that_stops_after_its_restart_is_subject_to_its_restart_policy_again()
    {
        LustreMachine machine = Ran(Asked(spec => spec with { RestartPolicy = RestartPolicy.Never }));
        machine = machine with { Status = machine.Status! with { RestartedAt = s_asked } };

        Assert.That(Plan(Given.Domain(machine, DomainState.ShutOff)), Is.Empty);
    }

    [Test]
    public void Restart_that_is_no_longer_asked_for_changes_nothing_that_runs() =>
        Assert.That(Plan(Running(Given.Machine(), startedFor: s_asked)), Has.None.TypeOf<ShutdownDomain>());

    [Test]
    public void New_machine_is_started_once_only()
    {
        LustreMachine machine = Asked();
        LustreMachineStatus status = Status(Running(machine, startedFor: s_asked));

        Assert.That(status.RestartedAt, Is.EqualTo(s_asked));
        Assert.That(Plan(Running(machine with { Status = status }, startedFor: s_asked)), Is.Empty);
    }

    [Test]
    public void Machine_that_was_restarted_is_ready_in_the_very_status_that_tells_of_it()
    {
        LustreMachineStatus status = Status(Running(Asked(), startedFor: s_asked));

        Assert.That(status.Conditions.IsTrue(ConditionTypes.Ready), Is.True);
        Assert.That(status.Conditions.IsTrue(MachineConditionTypes.RestartRequired), Is.False);
    }

    [Test]
    public void Machine_that_waits_for_its_restart_says_so()
    {
        Condition restart = Status(Running(Asked(), startedFor: null)).Conditions.Find(MachineConditionTypes.RestartRequired)!;

        Assert.That(restart.Message, Is.EqualTo("restartedAt none -> 2026-11-25T09:00:00Z takes effect at the next start; it restarts now"));
    }

    [Test]
    public void Restart_reaches_the_mark_of_a_domain_made_from_another_template()
    {
        LustreMachine machine = Asked();
        MachineObservation observed = Running(machine, startedFor: null);
        DomainDefinition defined = observed.Domain!.Inactive!.Definition;
        defined = defined.Marked(defined.Mark! with { TemplateVersion = 0, Restart = null });
        observed = observed with { Domain = observed.Domain with { Inactive = Given.Description(defined) } };

        Assert.That(Plan(observed), Has.Some.TypeOf<DefineDomain>());
    }

    private static LustreMachine Asked(Func<LustreMachineSpec, LustreMachineSpec>? change = null) =>
        Given.Machine(spec => (change ?? (same => same))(spec with { RestartedAt = s_asked }));

    private static LustreMachine Ran(LustreMachine machine) => machine with { Status = machine.Status! with { RunningSince = Given.Now } };

    private static MachineObservation Running(LustreMachine machine, DateTimeOffset? startedFor)
    {
        string? restart = DomainTemplate.Restart(machine.Spec with { RestartedAt = startedFor });
        return Given.Domain(machine, DomainState.Running, live => live.Marked(live.Mark! with { Restart = restart }));
    }

    private static IReadOnlyList<MachineAction> Plan(MachineObservation observed) => MachinePlanner.Plan(observed).Actions;

    private static LustreMachineStatus Status(MachineObservation observed) => Given.Status(observed);
}
