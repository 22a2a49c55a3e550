using LustreOperator.Api;

namespace LustreOperator.Agent.Tests;

/// <summary>Every state and reason that libvirt has for a domain (virDomainState, virDomain*Reason), and the way from each to what is wanted.</summary>
internal sealed class StateTableTests
{
    /// <summary>What is wanted of the machine.</summary>
    internal enum Wanted
    {
        On,
        Off,
        Deleted,
        Restarted,
    }

    private static readonly (DomainState State, string[] Reasons)[] s_active =
    [
        (DomainState.NoState, ["unknown"]),
        (DomainState.Running,
            ["unknown", "booted", "migrated", "restored", "from snapshot", "unpaused", "migration canceled", "save canceled", "event wakeup", "crashed", "post-copy", "post-copy failed"]),
        (DomainState.Blocked, ["unknown"]),
        (DomainState.Paused,
            ["unknown", "user", "migrating", "saving", "dumping", "I/O error", "watchdog", "from snapshot", "shutting down", "creating snapshot", "crashed", "starting up",
                "post-copy", "post-copy failed", "api error", "reason 99"]),
        (DomainState.ShuttingDown, ["unknown", "user"]),
        (DomainState.Crashed, ["unknown", "panicked"]),
        (DomainState.SuspendedByGuest, ["unknown"]),
    ];

    private static readonly string[] s_off = ["unknown", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot", "daemon"];

    private static IEnumerable<TestCaseData<DomainState, string, Wanted>> EveryWayOff() =>
        from row in s_active
        from reason in row.Reasons
        from wanted in (Wanted[])[Wanted.Off, Wanted.Deleted, Wanted.Restarted]
        select new TestCaseData<DomainState, string, Wanted>(row.State, reason, wanted);

    private static IEnumerable<TestCaseData<DomainState, string>> EveryActive() =>
        from row in s_active
        from reason in row.Reasons
        select new TestCaseData<DomainState, string>(row.State, reason);

    [TestCaseSource(nameof(EveryWayOff))]
    public void Domain_in_any_state_is_off_when_its_grace_and_the_patience_for_jobs_are_over(DomainState state, string reason, Wanted wanted)
    {
        MachineObservation observed = In(state, reason, wanted) with { SinceShutdown = TimeSpan.FromSeconds(60), SinceJobs = MachineJobs.Patience };

        MachinePlan plan = MachinePlanner.Plan(observed);

        // A migration or save is waited for without bound by a mere restart, and told.
        if (wanted == Wanted.Restarted && observed.Jobs.Count > 0)
        {
            Assert.That(plan.Fault!.Reason, Is.EqualTo(MachineReasons.JobUnderWay));
            Assert.That(plan.LookAgainAfter, Is.Not.Null);
        }
        else
        {
            Assert.That(plan.Actions[^1], Is.TypeOf<DestroyDomain>());
        }
    }

    [TestCaseSource(nameof(EveryWayOff))]
    public void First_step_off_is_one_that_the_state_allows_or_a_wait_with_an_end(DomainState state, string reason, Wanted wanted)
    {
        MachinePlan plan = MachinePlanner.Plan(In(state, reason, wanted));

        string? step = (plan.Actions is [.., var last] ? last : null)?.GetType().Name;
        Assert.That(plan.LookAgainAfter, Is.Not.Null);
        Assert.That(step, Is.EqualTo((state, reason) switch
        {
            (DomainState.Running or DomainState.Blocked or DomainState.NoState or DomainState.SuspendedByGuest, _) => nameof(ShutdownDomain),
            (DomainState.ShuttingDown, _) or (DomainState.Paused, "shutting down") => nameof(AwaitShutdown),
            (DomainState.Paused, "migrating" or "saving" or "dumping" or "creating snapshot" or "starting up" or "post-copy") => null,
            _ => nameof(DestroyDomain),
        }));
    }

    [TestCaseSource(nameof(EveryActive))]
    public void Machine_that_should_run_is_brought_to_run_or_told_why_it_does_not(DomainState state, string reason)
    {
        MachinePlan plan = MachinePlanner.Plan(In(state, reason, Wanted.On));

        string? step = plan.Actions.SingleOrDefault()?.GetType().Name;
        Assert.That((step, plan.Fault?.Reason, plan.LookAgainAfter is not null), Is.EqualTo((state, reason) switch
        {
            (DomainState.Running or DomainState.Blocked or DomainState.NoState, _) => ((string?)null, (string?)null, false),
            (DomainState.SuspendedByGuest, _) => (nameof(WakeDomain), null, false),
            (DomainState.Crashed, _) or (DomainState.Paused, "crashed") => (nameof(DestroyDomain), null, true),
            (DomainState.ShuttingDown, _) or (DomainState.Paused, "shutting down") => (nameof(AwaitShutdown), null, true),
            (DomainState.Paused, "user" or "from snapshot") => (nameof(ResumeDomain), null, false),
            (DomainState.Paused, "unknown" or "api error") => (nameof(ResumeDomain), null, true),
            (DomainState.Paused, "migrating" or "saving" or "dumping" or "creating snapshot" or "starting up" or "post-copy") => (null, null, true),
            _ => (null, MachineReasons.GuestPaused, false),
        }));
    }

    [TestCaseSource(nameof(s_off))]
    public void Machine_that_is_off_for_any_reason_is_started_or_told_why_it_is_not(string reason)
    {
        MachineObservation observed = In(DomainState.ShutOff, reason, Wanted.On);

        MachinePlan plan = MachinePlanner.Plan(observed);

        Assert.That((plan.Actions.SingleOrDefault()?.GetType().Name, plan.Fault?.Reason), Is.EqualTo(reason switch
        {
            "migrated" => ((string?)null, MachineReasons.DomainMigrated),
            "saved" => (null, MachineReasons.SavedToFile),
            _ => (nameof(StartDomain), null),
        }));
        MachineObservation asked = In(DomainState.ShutOff, reason, Wanted.Restarted);
        Assert.That(MachinePlanner.Plan(asked).Actions[^1], Is.TypeOf<StartDomain>(), "a restart that the user asks for is their word");
    }

    [TestCaseSource(nameof(s_off))]
    public void Deleted_machine_that_is_off_for_any_reason_is_released_unless_it_may_live_elsewhere(string reason)
    {
        MachinePlan plan = MachinePlanner.Plan(In(DomainState.ShutOff, reason, Wanted.Deleted));

        Assert.That(
            ((plan.Actions is [.., var last] ? last : null)?.GetType().Name, plan.Fault?.Reason),
            Is.EqualTo(reason == "migrated" ? ((string?)null, MachineReasons.DomainMigrated) : (nameof(UndefineDomain), null)));
    }

    [Test]
    public void Guest_that_sleeps_is_woken_before_it_is_asked_to_shut_down() => Assert.That(
        MachinePlanner.Plan(In(DomainState.SuspendedByGuest, "unknown", Wanted.Off)).Actions.Single(), Is.TypeOf<ShutdownDomain>().With.Property(nameof(ShutdownDomain.Wakes)).True);

    [Test]
    public void Domain_saved_with_libvirts_knowledge_is_started_which_restores_it()
    {
        MachineObservation observed = In(DomainState.ShutOff, "saved", Wanted.On);

        Assert.That(MachinePlanner.Plan(observed with { Domain = observed.Domain! with { HasManagedSave = true } }).Actions.Single(), Is.TypeOf<StartDomain>());
    }

    [Test]
    public void Guest_that_QEMU_cannot_let_run_on_has_crashed()
    {
        MachinePlan plan = MachinePlanner.Plan(In(DomainState.Paused, "unknown", Wanted.On) with { NeedsReset = true });

        Assert.That(plan.Actions.Single(), Is.TypeOf<DestroyDomain>().With.Property(nameof(DestroyDomain.IsCrash)).True);
    }

    [Test]
    public void Job_that_outlasts_all_patience_is_told_while_the_machine_should_run()
    {
        MachinePlan plan = MachinePlanner.Plan(In(DomainState.Paused, "migrating", Wanted.On) with { SinceJobs = MachineJobs.Patience });

        Assert.That((plan.Actions.Count, plan.Fault!.Reason), Is.EqualTo((0, MachineReasons.JobUnderWay)));
    }

    private static MachineObservation In(DomainState state, string reason, Wanted wanted)
    {
        LustreMachine machine = Given.Machine(spec => spec with
        {
            PowerState = wanted == Wanted.Off ? PowerState.Off : PowerState.Running,
            RestartedAt = wanted == Wanted.Restarted ? Given.Now : null,
        });
        machine = machine with { Status = machine.Status! with { RunningSince = Given.Now } };

        // What runs was started before a restart was asked for.
        MachineObservation observed = Given.Domain(machine, state, live => live.Marked(live.Mark! with { Restart = null }));
        observed = observed with { Domain = observed.Domain! with { StateReason = reason } };
        observed = wanted == Wanted.Deleted ? observed with { Machine = machine.Deleted() } : observed;
        return GuestPauses.Of(observed.Domain!) == GuestPause.AtWork ? observed with { Jobs = [reason] } : observed;
    }
}
