using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>What somebody may legitimately change below us is left alone and told.</summary>
internal sealed class HandChangeTests
{
    private static readonly DomainDevice[] s_devices =
    [
        new DomainDisk { Target = "vdx", Source = new FileSource("/iso/tools.raw") },
        new DomainDisk { Target = "sdb", Bus = "scsi", Source = new OtherSource("network", "<source protocol='rbd'/>") },
        new DomainInterface { Mac = "52:54:00:00:00:99", Source = new NetworkSource("default") },
        new DomainHostDevice { Address = PciAddress.Parse("0000:99:00.0") },
    ];

    [TestCaseSource(nameof(s_devices))]
    public void Device_attached_by_hand_stays_under_every_policy_and_is_told(DomainDevice device)
    {
        LustreMachine machine = Given.Machine(spec => spec with { UpdatePolicy = UpdatePolicy.Restart });
        MachineObservation observed = Given.Domain(machine, DomainState.Running, live => With(live, device));

        Assert.That((MachinePlanner.Plan(observed).Actions.Count, MachinePlanner.Plan(observed).LookAgainAfter), Is.EqualTo((0, (TimeSpan?)null)));
        AssertTold(observed, MachineReasons.DeviceOfOthers, device.Key);
    }

    [TestCaseSource(nameof(s_devices))]
    public void Device_added_by_hand_to_the_definition_survives_a_change_of_ours(DomainDevice device)
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Running);
        DomainDefinition defined = With(observed.Domain!.Inactive!.Definition, device) with { EmulatorPin = CpuSet.Of(1) };

        MachinePlan plan = MachinePlanner.Plan(observed with { Domain = observed.Domain with { Inactive = Given.Description(defined) } });

        DomainDefinition wanted = plan.Actions.OfType<DefineDomain>().Single().Definition;
        Assert.That(DeviceComparison.All(wanted), Has.Member(device));
        Assert.That(wanted.EmulatorPin, Is.EqualTo(CpuSet.Of(3)));
        Assert.That(plan.Actions, Has.Count.EqualTo(1));
    }

    [Test]
    public void Device_of_a_kind_that_we_never_make_is_told()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Running);
        DomainDescription live = observed.Domain!.Live! with { ForeignDevices = ["disk cdrom"] };

        AssertTold(observed with { Domain = observed.Domain with { Live = live } }, MachineReasons.DeviceOfOthers, "disk cdrom");
    }

    [Test]
    public void Device_of_ours_that_the_spec_no_longer_has_is_asked_back()
    {
        var ours = new DomainInterface { Mac = "02:00:00:00:00:77", Source = new BridgeSource("br0"), Alias = "ua-net-old" };

        MachinePlan plan = MachinePlanner.Plan(Given.Domain(Given.Machine(), DomainState.Running, live => With(live, ours)));

        Assert.That(plan.Actions.Single(), Is.TypeOf<DetachDevice>());
    }

    [Test]
    public void Renamed_domain_is_served_on_under_its_new_name_and_told()
    {
        MachineObservation observed = Renamed(Given.Domain(Given.Machine(), DomainState.Running, live => live with { EmulatorPin = CpuSet.Of(1) }));

        Assert.That(MachinePlanner.Plan(observed).Actions.Single(), Is.TypeOf<PinEmulator>());
        AssertTold(observed, MachineReasons.DomainRenamed, "name");
    }

    [Test]
    public void Renamed_domain_is_redefined_under_the_name_that_it_has()
    {
        MachineObservation observed = Renamed(Given.Domain(Given.Machine(), DomainState.ShutOff));
        DomainDefinition defined = observed.Domain!.Inactive!.Definition with { MemoryKiB = 1024 };

        MachinePlan plan = MachinePlanner.Plan(observed with { Domain = observed.Domain with { Inactive = Given.Description(defined) } });

        Assert.That(plan.Actions.OfType<DefineDomain>().Single().Definition.Name, Is.EqualTo("kept-aside"));
    }

    [Test]
    public void Renamed_domain_of_a_deleted_machine_is_not_released_before_it_is_gone()
    {
        MachineObservation observed = Renamed(Given.Domain(Given.Machine().Deleted(), DomainState.Running));

        Assert.That(Given.IsReleased(observed), Is.False);
        Assert.That(MachinePlanner.Plan(observed).Actions.Single(), Is.TypeOf<ShutdownDomain>().With.Property("Domain").EqualTo("kept-aside"));
    }

    [Test]
    public void Domain_that_lost_our_mark_and_has_our_volumes_holds_up_their_deletion()
    {
        MachineObservation observed = Given.Domain(Given.Machine().Deleted(), DomainState.Running);
        DomainDescription unmarked = Given.Description(observed.Domain!.Inactive!.Definition.Marked(null));
        observed = observed with { Domain = observed.Domain with { Inactive = unmarked, Live = unmarked } };

        Assert.That((MachinePlanner.Plan(observed).Actions.Count, MachinePlanner.Plan(observed).Fault!.Reason), Is.EqualTo((0, MachineReasons.NameConflict)));
        Assert.That(Given.IsReleased(observed), Is.False);
    }

    [Test]
    public void Vcpus_unplugged_live_are_told_and_nothing_is_restarted_for_them()
    {
        LustreMachine machine = Given.Machine(spec => spec with { UpdatePolicy = UpdatePolicy.Restart });
        MachineObservation observed = Given.Domain(machine, DomainState.Running);
        observed = observed with { Domain = observed.Domain! with { Live = observed.Domain.Live! with { OnlineVCpus = 0 } } };

        Assert.That(MachinePlanner.Plan(observed).Actions, Is.Empty);
        AssertTold(observed, MachineReasons.VcpusUnplugged, "vcpus plugged in");
    }

    [Test]
    public void Vcpus_unplugged_in_the_definition_are_put_back_for_the_next_start()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Running);
        observed = observed with { Domain = observed.Domain! with { Inactive = observed.Domain.Inactive! with { OnlineVCpus = 0 } } };

        Assert.That(MachinePlanner.Plan(observed).Actions.Single().Describe(), Is.EqualTo("redefine domain qa.ha-oss-0: vcpus"));
    }

    [Test]
    public void Memory_that_a_balloon_took_is_told()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Running);
        observed = observed with { Domain = observed.Domain! with { Live = observed.Domain.Live! with { CurrentMemoryKiB = 131072 } } };

        Assert.That(MachinePlanner.Plan(observed).Actions, Is.Empty);
        AssertTold(observed, MachineReasons.MemoryBallooned, "memory left by the balloon");
    }

    [Test]
    public void Job_under_way_holds_up_a_restart_without_bound_and_pins_are_repaired_meanwhile()
    {
        LustreMachine machine = Given.Machine(spec => spec with { RestartedAt = Given.Now });
        MachineObservation observed = Given.Domain(
            machine, DomainState.Running, live => live.Marked(live.Mark! with { Restart = null })) with
        { Jobs = ["copy of vda"], SinceJobs = TimeSpan.FromDays(1) };
        MachinePlan restart = MachinePlanner.Plan(observed);

        MachineObservation drifted = Given.Domain(Given.Machine(), DomainState.Running, live => live with { EmulatorPin = CpuSet.Of(1), Interfaces = default }) with { Jobs = ["copy of vda"] };

        Assert.That((restart.Actions.Count, restart.Fault!.Reason), Is.EqualTo((0, MachineReasons.JobUnderWay)));
        Assert.That(MachinePlanner.Plan(drifted).Actions.Single(), Is.TypeOf<PinEmulator>());
    }

    [TestCase(0, false)]
    [TestCase(9, false)]
    [TestCase(10, true)]
    public void Deletion_waits_ten_minutes_for_a_job(int minutes, bool goesOn)
    {
        MachineObservation observed = Given.Domain(Given.Machine().Deleted(), DomainState.Running) with { Jobs = ["copy of vda"], SinceJobs = TimeSpan.FromMinutes(minutes) };

        MachinePlan plan = MachinePlanner.Plan(observed);

        Assert.That(plan.Actions.OfType<ShutdownDomain>().Any(), Is.EqualTo(goesOn));
        Assert.That(plan.LookAgainAfter, Is.Not.Null);
        LustreMachineStatus status = Given.Status(observed);
        Assert.That(status.Conditions.Find(ConditionTypes.Ready)!.Reason, Is.EqualTo(MachineReasons.JobUnderWay));
    }

    private static DomainDefinition With(DomainDefinition domain, DomainDevice device) => device switch
    {
        DomainDisk disk => domain with { Disks = [.. domain.Disks, disk] },
        DomainInterface nic => domain with { Interfaces = [.. domain.Interfaces, nic] },
        DomainHostDevice function => domain with { HostDevices = [.. domain.HostDevices, function] },
        _ => throw new ArgumentException(device.Key, nameof(device)),
    };

    private static MachineObservation Renamed(MachineObservation observed)
    {
        DomainSnapshot domain = observed.Domain!;
        DomainDescription Named(DomainDescription description) => description with { Definition = description.Definition with { Name = "kept-aside" } };
        return observed with
        {
            Domain = domain with
            {
                Identity = domain.Identity with { Name = "kept-aside" },
                Inactive = Named(domain.Inactive!),
                Live = domain.Live is { } live ? Named(live) : null,
            },
        };
    }

    private static void AssertTold(MachineObservation observed, string reason, string field)
    {
        LustreMachineStatus status = Given.Status(observed);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status.Conditions.Find(MachineConditionTypes.ChangedByHand)?.Reason, Is.EqualTo(reason));
            Assert.That(status.Drift.Select(entry => entry.Field), Has.Member(field));
        }
    }
}
