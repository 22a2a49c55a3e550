using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>How the plans of phases become that of the machine.</summary>
internal sealed class MachinePhasesTests
{
    private static readonly Condition s_condition = new() { Type = "Later", Status = ConditionStatus.True, Reason = "Told" };
    private static readonly DomainDifference s_difference = new NameDifference("a", "b");
    private static readonly MachineAction s_action = new WakeDomain("a", Guid.Empty);

    private static PhasePlan Later => new()
    {
        Actions = [s_action],
        Fault = new MachineFault("Later", ""),
        LookAgainAfter = TimeSpan.FromSeconds(1),
        GoesOn = true,
        Differences = [s_difference],
        Conditions = [s_condition],
        Facts = new PowerFacts(Given.Now, null),
    };

    [Test]
    public void Phase_after_one_that_holds_everything_does_nothing_and_tells_what_it_knows()
    {
        MachinePlan plan = Plan(new PhasePlan { Holds = PhaseHold.Everything }, Later);
        LustreMachineStatus status = MachineStatusBuilder.Build(plan, plan, failure: null, before: null);

        Assert.That((plan.Actions.Count, plan.Fault, plan.LookAgainAfter, plan.GoesOn), Is.EqualTo((0, (MachineFault?)null, (TimeSpan?)null, false)));
        Assert.That(plan.Differences, Is.EqualTo(new[] { s_difference }));
        Assert.That((status.Conditions.IsTrue("Later"), status.RunningSince), Is.EqualTo((true, (DateTimeOffset?)Given.Now)));
    }

    [Test]
    public void Phase_that_waits_itself_holds_nothing_back_that_it_would()
    {
        MachinePlan plan = Plan(new PhasePlan { Holds = PhaseHold.Start }, Later with { Holds = PhaseHold.Everything }, Later);

        Assert.That(plan.Actions, Has.Count.EqualTo(1), "the second holds back the third");
    }

    [Test]
    public void What_holds_a_start_back_is_known_to_later_phases_and_stays_when_others_hold_nothing()
    {
        MachineFault why = new("Missing", "");
        List<(PhaseHold, MachineFault?)> seen = [];
        PhasePlan See(MachineLook look)
        {
            seen.Add((look.Held, look.HeldFor));
            return new PhasePlan();
        }

        MachinePlanner.Plan(
            Look(), [Phase(See), Phase(_ => new PhasePlan { Holds = PhaseHold.Start, HoldsFor = why }), Phase(See), Phase(See)]);

        Assert.That(seen, Is.EqualTo(new (PhaseHold, MachineFault?)[] { (PhaseHold.Nothing, null), (PhaseHold.Start, why), (PhaseHold.Start, why) }));
    }

    [Test]
    public void Fault_of_the_latest_phase_is_told_since_an_earlier_one_let_it_go_on() =>
        Assert.That(Plan(Later with { Fault = new MachineFault("Earlier", "") }, Later, new PhasePlan()).Fault!.Reason, Is.EqualTo("Later"));

    [Test]
    public void Next_look_is_the_soonest_that_a_phase_asks_for() =>
        Assert.That(
            Plan(new PhasePlan { LookAgainAfter = TimeSpan.FromSeconds(60) }, new PhasePlan { LookAgainAfter = TimeSpan.FromSeconds(10) }, new PhasePlan())
                .LookAgainAfter,
            Is.EqualTo(TimeSpan.FromSeconds(10)));

    [Test]
    public void Steps_that_go_last_come_after_those_of_later_phases()
    {
        MachineAction slow = new CreateVolume(new VolumeDefinition { Pool = "slow", Name = "a", CapacityBytes = 1, Format = VolumeFormat.Raw });

        Assert.That(Plan(new PhasePlan { Actions = [slow], GoesLast = true }, Later).Actions, Is.EqualTo(new[] { s_action, slow }));
    }

    [Test]
    public void Phase_that_says_why_the_machine_is_not_ready_is_heard()
    {
        MachinePlan plan = Plan(new PhasePlan(), new PhasePlan { Unready = new MachineFault("Formatting", "the targets are being formatted") });

        Condition ready = MachineStatusBuilder.Build(plan, plan, failure: null, before: null).Conditions.Find(ConditionTypes.Ready)!;

        Assert.That((ready.Status, ready.Reason), Is.EqualTo((ConditionStatus.False, "Formatting")));
    }

    [Test]
    public void Each_difference_is_told_by_one_phase()
    {
        LustreMachine machine = Given.Machine(spec => spec with { RestartedAt = Given.Now });
        MachineObservation observed = Given.Domain(machine, DomainState.Running, live => live.Marked(live.Mark! with { Restart = null }) with
        {
            Name = "kept-aside",
            VcpuPins = default,
            EmulatorPin = CpuSet.Of(1),
            MemoryKiB = 1024,
            Interfaces = [new DomainInterface { Mac = "52:54:00:00:00:99", Source = new NetworkSource("default") }],
        });
        DomainSnapshot domain = observed.Domain!;
        observed = observed with { Domain = domain with { Identity = domain.Identity with { Name = "kept-aside" } } };

        IEnumerable<DriftKind> kinds = MachinePlanner.Plan(observed).Differences.Select(difference => difference.Kind);

        Assert.That(kinds, Is.EquivalentTo(new[]
        {
            DriftKind.Restart, DriftKind.VcpuPin, DriftKind.EmulatorPin, DriftKind.Memory, DriftKind.Name,
            DriftKind.Interface, DriftKind.Interface,
        }));
    }

    [Test]
    public void Every_condition_and_fact_of_a_machine_comes_from_one_phase_whatever_is_seen()
    {
        MachineObservation[] all =
        [
            Given.Nothing(Given.Machine()),
            Given.Nothing(Given.Machine().Deleted()),
            Given.Domain(Given.Machine().Deleted(), DomainState.Running),
            Given.Domain(Given.Machine(), DomainState.ShutOff),
            Given.Domain(Given.Machine(spec => spec with { Paused = true }), DomainState.Running),
            Given.Domain(Given.Machine(), DomainState.Running) with { Conflict = "taken" },
            Given.Domain(Given.MachineWith("0000:41:00.0"), DomainState.Paused),
        ];
        foreach (MachineObservation observed in all)
        {
            MachinePlan plan = MachinePlanner.Plan(observed with { Topology = Given.Host });
            Assert.That(plan.Phases.SelectMany(phase => phase.Conditions).Select(condition => condition.Type), Is.Unique.And.SupersetOf(new[]
            {
                MachineConditionTypes.Released, ConditionTypes.VolumesReady, MachineConditionTypes.RestartRequired, MachineConditionTypes.PinsInSync, MachineConditionTypes.DevicesInSync,
                MachineConditionTypes.NumaLocal,
            }));
            Assert.That(plan.Phases.Select(phase => phase.Facts).OfType<IPhaseFacts>().Select(facts => facts.GetType()), Is.Unique.And.SupersetOf(new[]
            {
                typeof(VolumeFacts), typeof(DefinitionFacts), typeof(PowerFacts), typeof(PinFacts), typeof(DeviceFacts),
            }));
        }
    }

    private static MachinePlan Plan(params PhasePlan[] phases) => MachinePlanner.Plan(Look(), [.. phases.Select(plan => Phase(_ => plan))]);

    private static MachineLook Look() => MachineLook.Of(Given.Domain(Given.Machine(), DomainState.Running));

    private static MachinePhase Phase(Func<MachineLook, PhasePlan> plan) => new(plan, tools => new PinHands(tools));
}
