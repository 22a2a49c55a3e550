using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

internal sealed class MachinePlannerTests
{
    [Test]
    public void Machine_without_a_domain_gets_its_volume_and_when_that_was_read_back_definition_and_start()
    {
        MachineObservation observed = Given.Nothing(Given.Machine());

        MachinePlan first = MachinePlanner.Plan(observed);
        MachinePlan second = MachinePlanner.Plan(Given.Made(observed, first));

        Assert.That(first.GoesOn, Is.True);
        Assert.That(Names(first), Is.EqualTo(new[] { nameof(CreateVolume) }));
        Assert.That(Names(second), Is.EqualTo(new[] { nameof(DefineDomain), nameof(StartDomain) }));
    }

    [Test]
    public void Machine_that_is_Off_is_defined_but_not_started()
    {
        MachineObservation observed = Given.Nothing(Given.Machine(spec => spec with { PowerState = PowerState.Off }));

        MachinePlan plan = MachinePlanner.Plan(Given.Made(observed, MachinePlanner.Plan(observed)));

        Assert.That(plan.Actions, Has.None.TypeOf<StartDomain>().And.One.TypeOf<DefineDomain>());
    }

    [Test]
    public void Healthy_domain_needs_nothing()
    {
        MachinePlan plan = MachinePlanner.Plan(Given.Domain(Given.Machine(), DomainState.Running));

        Assert.That((plan.Actions.Count, plan.Fault, plan.LookAgainAfter, plan.GoesOn), Is.EqualTo((0, (MachineFault?)null, (TimeSpan?)null, false)));
    }

    [Test]
    public void Pin_that_differs_in_the_definition_is_repaired_live()
    {
        MachinePlan plan = MachinePlanner.Plan(Given.Domain(Given.Machine(), DomainState.Running, live => live with { VcpuPins = ValueList.Create([new Libvirt.VcpuPin(0, CpuSet.Of(5))]) }));

        Assert.That(plan.Actions, Has.Count.EqualTo(1));
        Assert.That(plan.Actions[0].Describe(), Is.EqualTo("pin vCPU 0 to host CPUs 3 (was 5)"));
        Assert.That(plan.Actions[0].IsRepair, Is.True);
    }

    [Test]
    public void Affinity_that_differs_behind_libvirts_back_is_repaired_live()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Running);
        observed = observed with { Domain = observed.Domain! with { VcpuAffinity = ValueList.Create([new VcpuAffinity(0, CpuSet.Of(0, 1), 1)]) } };

        Assert.That(MachinePlanner.Plan(observed).Actions.Single().Describe(), Is.EqualTo("pin vCPU 0 to host CPUs 3 (was 0-1)"));
    }

    [Test]
    public void Pin_that_follows_a_changed_spec_is_no_repair()
    {
        LustreMachine machine = Given.Machine();
        machine = machine with { Metadata = machine.Metadata with { Generation = 3 } };

        MachinePlan plan = MachinePlanner.Plan(Given.Domain(machine, DomainState.Running, live => live with { EmulatorPin = CpuSet.Of(1) }));

        Assert.That(plan.Actions.Single(), Is.TypeOf<PinEmulator>().With.Property(nameof(MachineAction.IsRepair)).False);
    }

    [Test]
    public void Drift_is_left_alone_under_the_drift_policy_Report()
    {
        LustreMachine machine = Given.Machine(spec => spec with { DriftPolicy = DriftPolicy.Report });

        Assert.That(MachinePlanner.Plan(Given.Domain(machine, DomainState.Running, live => live with { EmulatorPin = CpuSet.Of(1) })).Actions, Is.Empty);
    }

    [Test]
    public void Network_interface_that_is_missing_is_attached_live()
    {
        MachinePlan plan = MachinePlanner.Plan(Given.Domain(Given.Machine(), DomainState.Running, live => live with { Interfaces = default }));

        Assert.That(plan.Actions.Single().Describe(), Is.EqualTo("attach interface 02:00:00:00:00:01"));
    }

    [Test]
    public void Memory_that_differs_waits_under_OnDelete() =>
        Assert.That(MachinePlanner.Plan(Given.Domain(Given.Machine(), DomainState.Running, live => live with { MemoryKiB = 131072 })).Actions, Is.Empty);

    [Test]
    public void Restart_is_said_in_the_status_before_its_first_step()
    {
        LustreMachine machine = Given.Machine(spec => spec with { UpdatePolicy = UpdatePolicy.Restart });

        MachinePlan plan = MachinePlanner.Plan(Given.Domain(machine, DomainState.Running, live => live with { MemoryKiB = 131072 }));

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.LookAgainAfter, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Restart_that_was_said_begins_with_a_shutdown()
    {
        LustreMachine machine = Restarting();

        MachinePlan plan = MachinePlanner.Plan(Given.Domain(machine, DomainState.Running, live => live with { MemoryKiB = 131072 }));

        Assert.That(plan.Actions.Single().Describe(), Is.EqualTo("ask the guest of domain qa.ha-oss-0 to shut down: it restarts for memory 128Mi -> 256Mi"));
        Assert.That(plan.LookAgainAfter, Is.EqualTo(TimeSpan.FromSeconds(60)));
    }

    [Test]
    public void Restart_under_way_starts_the_domain_whatever_the_restart_policy()
    {
        LustreMachine machine = Restarting(spec => spec with { RestartPolicy = RestartPolicy.Never });
        machine = machine with { Status = machine.Status! with { RunningSince = Given.Now } };

        Assert.That(MachinePlanner.Plan(Given.Domain(machine, DomainState.ShutOff)).Actions.Single(), Is.TypeOf<StartDomain>());
    }

    [TestCase(null, nameof(ShutdownDomain))]
    [TestCase(30, null)]
    [TestCase(60, nameof(DestroyDomain))]
    public void Guest_is_asked_to_shut_down_and_forced_off_when_its_grace_is_over(int? secondsSince, string? step)
    {
        LustreMachine machine = Given.Machine(spec => spec with { PowerState = PowerState.Off });
        MachineObservation observed = Given.Domain(machine, DomainState.Running) with { SinceShutdown = secondsSince is { } seconds ? TimeSpan.FromSeconds(seconds) : null };

        Assert.That(MachinePlanner.Plan(observed).Actions.Select(action => action.GetType().Name).SingleOrDefault(), Is.EqualTo(step));
    }

    [TestCase(RestartPolicy.Always, "shutdown", true)]
    [TestCase(RestartPolicy.OnFailure, "shutdown", false)]
    [TestCase(RestartPolicy.OnFailure, "crashed", true)]
    [TestCase(RestartPolicy.OnFailure, "destroyed", true)]
    [TestCase(RestartPolicy.Never, "crashed", false)]
    public void Restart_policy_decides_about_a_domain_that_has_run(RestartPolicy policy, string reason, bool starts)
    {
        LustreMachine machine = Given.Machine(spec => spec with { RestartPolicy = policy });
        machine = machine with { Status = machine.Status! with { RunningSince = Given.Now } };
        MachineObservation observed = Given.Domain(machine, DomainState.ShutOff);
        observed = observed with { Domain = observed.Domain! with { StateReason = reason } };

        Assert.That(MachinePlanner.Plan(observed).Actions.OfType<StartDomain>().Any(), Is.EqualTo(starts));
    }

    [Test]
    public void Domain_that_keeps_stopping_waits_before_its_next_start()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.ShutOff) with { StartDelay = TimeSpan.FromSeconds(8) };

        MachinePlan plan = MachinePlanner.Plan(observed);

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.LookAgainAfter, Is.EqualTo(TimeSpan.FromSeconds(8)));
    }

    [Test]
    public void Domain_paused_by_hand_is_resumed() => Assert.That(MachinePlanner.Plan(Paused("user")).Actions.Single(), Is.TypeOf<ResumeDomain>());

    [Test]
    public void Domain_paused_for_an_error_is_reported_and_not_resumed_again_and_again()
    {
        MachinePlan plan = MachinePlanner.Plan(Paused("I/O error"));

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Fault!.Reason, Is.EqualTo(MachineReasons.GuestPaused));
    }

    [Test]
    public void Volume_that_the_domain_had_and_that_is_gone_is_never_replaced_by_a_blank_one()
    {
        MachinePlan plan = MachinePlanner.Plan(Given.Domain(Given.Machine(), DomainState.ShutOff) with { Volumes = [] });

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Fault!.Reason, Is.EqualTo(ConditionReasons.VolumeMissing));
    }

    [Test]
    public void Disk_inserted_before_another_moves_none_and_is_attached_live()
    {
        LustreMachine before = Given.Machine();
        MachineObservation observed = Given.Domain(before, DomainState.Running);
        LustreMachine after = before with { Spec = before.Spec with { Disks = [new DiskSpec { Name = "scratch", Size = Quantity.Of("1Gi") }, .. before.Spec.Disks] } };

        observed = observed with { Machine = after };
        MachinePlan first = MachinePlanner.Plan(observed);
        MachinePlan second = MachinePlanner.Plan(Given.Made(observed, first));

        Assert.That(Names(first), Is.EqualTo(new[] { nameof(CreateVolume) }));
        Assert.That(Names(second), Is.EqualTo(new[] { nameof(DefineDomain), nameof(AttachDevice) }));
        Assert.That(second.Actions[^1].Describe(), Is.EqualTo("attach disk vdb"));
    }

    [Test]
    public void Domain_taken_over_keeps_the_volumes_of_the_earlier_object()
    {
        LustreMachine earlier = Given.Machine();
        MachineObservation observed = Given.Domain(earlier, DomainState.Running);
        LustreMachine restored = earlier with { Metadata = earlier.Metadata with { Uid = "22222222-2222-2222-2222-222222222222" } };
        DomainDescription taken = Given.Description(observed.Domain!.Inactive!.Definition.Marked(DomainTemplate.Mark(restored, null)));

        MachinePlan plan = MachinePlanner.Plan(observed with { Machine = restored, Domain = observed.Domain with { Inactive = taken, Live = taken } });

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Fault, Is.Null);
    }

    [Test]
    public void Later_claim_is_refused_for_a_domain_that_runs_too_but_may_stop()
    {
        MachineObservation running = Given.Domain(Given.Machine(), DomainState.Running, live => live with { EmulatorPin = CpuSet.Of(1) }) with { Conflict = "taken" };
        MachineObservation stopping = Given.Domain(Given.Machine(spec => spec with { PowerState = PowerState.Off }), DomainState.Running) with { Conflict = "taken" };

        Assert.That(MachinePlanner.Plan(running).Actions, Is.Empty);
        Assert.That(MachinePlanner.Plan(stopping).Actions.Single(), Is.TypeOf<ShutdownDomain>());
    }

    [Test]
    public void Domain_of_the_name_without_our_mark_is_refused_and_left_alone()
    {
        MachineObservation observed = Foreign(null);

        MachinePlan plan = MachinePlanner.Plan(observed);

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Fault!.Reason, Is.EqualTo(MachineReasons.NameConflict));
    }

    [Test]
    public void Domain_of_an_earlier_object_is_taken_over_only_by_annotation()
    {
        MachineObservation observed = Foreign("earlier");
        MachineObservation annotated = observed with
        {
            Machine = observed.Machine with
            {
                Metadata = observed.Machine.Metadata with { Annotations = new Dictionary<string, string> { [ApiNames.AdoptAnnotation] = "earlier" } },
            },
        };

        Assert.That(MachinePlanner.Plan(observed).Fault!.Message, Does.Contain(ApiNames.AdoptAnnotation + "=earlier"));
        Assert.That(MachinePlanner.Plan(annotated).Actions.Single(), Is.TypeOf<AdoptDomain>());
    }

    [Test]
    public void Later_claim_on_a_cpu_or_device_is_refused()
    {
        MachinePlan plan = MachinePlanner.Plan(Given.Nothing(Given.Machine()) with { Conflict = "host CPUs 3 belong to another" });

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Fault!.Reason, Is.EqualTo(MachineReasons.AllocationConflict));
    }

    [Test]
    public void Paused_machine_is_left_alone() =>
        Assert.That(MachinePlanner.Plan(Given.Nothing(Given.Machine(spec => spec with { Paused = true }))).Actions, Is.Empty);

    [Test]
    public void Domain_undefined_while_it_runs_is_defined_again()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Running);
        observed = observed with { Domain = observed.Domain! with { Inactive = null, IsPersistent = false } };

        Assert.That(MachinePlanner.Plan(observed).Actions.Single(), Is.TypeOf<DefineDomain>());
    }

    private static LustreMachine Restarting(Func<LustreMachineSpec, LustreMachineSpec>? change = null)
    {
        LustreMachine machine = Given.Machine(spec => (change ?? (same => same))(spec with { UpdatePolicy = UpdatePolicy.Restart }));
        return machine with
        {
            Status = machine.Status! with
            {
                Conditions = [new Condition { Type = MachineConditionTypes.RestartRequired, Status = ConditionStatus.True, Reason = MachineReasons.ChangePending }],
            },
        };
    }

    private static MachineObservation Paused(string reason)
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Paused);
        return observed with { Domain = observed.Domain! with { StateReason = reason } };
    }

    private static MachineObservation Foreign(string? owner)
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.ShutOff);
        DomainDefinition definition = observed.Domain!.Inactive!.Definition;
        definition = definition.Marked(owner is null ? null : definition.Mark! with { MachineUid = owner });
        return observed with { Domain = observed.Domain with { Inactive = Given.Description(definition) } };
    }

    private static string[] Names(MachinePlan plan) => [.. plan.Actions.Select(action => action.GetType().Name)];
}
