using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>A disk that somebody moved to another file keeps its data, whatever we do.</summary>
internal sealed class MovedDiskTests
{
    private const string Overlay = "/backup/nightly.qcow2";

    [Test]
    public void Disk_in_an_external_snapshot_is_neither_pointed_back_nor_restarted_for(
        [Values] UpdatePolicy update, [Values] DriftPolicy drift)
    {
        MachinePlan plan = MachinePlanner.Plan(Moved(Machine(spec => spec with { UpdatePolicy = update, DriftPolicy = drift }), live: true, defined: true));

        Assert.That(plan.Actions, Is.Empty);
        Assert.That((plan.Fault!.Reason, plan.LookAgainAfter), Is.EqualTo((MachineReasons.DiskMoved, (TimeSpan?)null)));
        Assert.That(plan.Fault.Message, Does.Contain(Overlay).And.Contain("blockcommit qa.ha-oss-0 vda --active --pivot"));
    }

    [Test]
    public void Definition_that_names_the_old_file_is_brought_up_to_the_running_one_under_any_drift_policy([Values] DriftPolicy drift)
    {
        MachinePlan plan = MachinePlanner.Plan(Moved(Machine(spec => spec with { DriftPolicy = drift }), live: true, defined: false));

        DomainDisk disk = plan.Actions.OfType<DefineDomain>().Single().Definition.Disks.Single();
        Assert.That((disk.Source, disk.Format), Is.EqualTo(((DiskSource)new FileSource(Overlay), VolumeFormat.Qcow2)));
        Assert.That(plan.Actions, Has.Count.EqualTo(1));
    }

    [Test]
    public void Definition_that_names_another_file_than_what_runs_is_somebodys_word_and_stays()
    {
        MachinePlan plan = MachinePlanner.Plan(Moved(Machine(), live: false, defined: true));

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Fault!.Reason, Is.EqualTo(MachineReasons.DiskMoved));
    }

    [Test]
    public void Snapshot_over_a_snapshot_is_followed()
    {
        MachineObservation observed = Moved(Machine(), live: true, defined: true);
        DomainDescription first = observed.Domain!.Inactive!;
        DomainDescription second = Over(Given.Description(observed.Domain.Live!.Definition), "/backup/second.qcow2", new FileSource(Overlay), Own(observed));

        MachinePlan plan = MachinePlanner.Plan(observed with { Domain = observed.Domain with { Inactive = first, Live = second } });

        Assert.That(plan.Actions.OfType<DefineDomain>().Single().Definition.Disks.Single().Source, Is.EqualTo(new FileSource("/backup/second.qcow2")));
    }

    [Test]
    public void Change_of_the_spec_keeps_the_source_that_the_disk_has()
    {
        LustreMachine machine = Machine(spec => spec with { Cpu = new MachineCpu { Count = 1, VcpuPins = [new Api.VcpuPin { Vcpu = 0, Cpus = CpuSet.Parse("2") }], EmulatorCpus = CpuSet.Parse("3") } });
        MachineObservation observed = Moved(Machine(), live: true, defined: true) with { Machine = machine };

        DefineDomain define = MachinePlanner.Plan(observed).Actions.OfType<DefineDomain>().Single();

        Assert.That(define.Definition.Disks.Single().Source, Is.EqualTo(new FileSource(Overlay)));
    }

    [Test]
    public void Restart_that_the_user_asks_for_starts_on_the_moved_file()
    {
        LustreMachine machine = Machine(spec => spec with { RestartedAt = Given.Now });
        MachineObservation off = Moved(machine, live: true, defined: true);
        off = off with { Domain = off.Domain! with { State = DomainState.ShutOff, StateReason = "destroyed", Live = null } };

        MachinePlan plan = MachinePlanner.Plan(off);

        Assert.That(plan.Actions[^1], Is.TypeOf<StartDomain>());
        Assert.That(plan.Actions.OfType<DefineDomain>().SelectMany(define => define.Definition.Disks).Select(disk => disk.Source), Has.All.EqualTo(new FileSource(Overlay)));
    }

    [Test]
    public void File_that_the_user_accepts_is_the_disks_and_nothing_is_amiss()
    {
        LustreMachine machine = Machine();
        machine = machine with
        {
            Metadata = machine.Metadata with { Annotations = new Dictionary<string, string> { [ApiNames.DiskSourceAnnotation] = $"other=x, root={Overlay}" } },
        };
        MachineObservation observed = Moved(machine, live: true, defined: true);

        Assert.That((MachinePlanner.Plan(observed).Actions.Count, MachinePlanner.Plan(observed).Fault), Is.EqualTo((0, (MachineFault?)null)));
        Assert.That(MachinePlanner.Plan(observed).Differences, Is.Empty);
    }

    [Test]
    public void Source_that_is_the_volumes_path_is_the_volume()
    {
        MachineObservation observed = Given.Domain(Machine(), DomainState.Running);
        string path = observed.Volumes[0].Path;
        DomainDescription byPath = Given.Description(observed.Domain!.Inactive!.Definition with
        {
            Disks = [observed.Domain.Inactive.Definition.Disks[0] with { Source = new FileSource(path) }],
        });

        MachinePlan plan = MachinePlanner.Plan(observed with { Domain = observed.Domain with { Live = byPath, Inactive = byPath } });

        Assert.That((plan.Actions.Count, plan.Fault), Is.EqualTo((0, (MachineFault?)null)));
    }

    [TestCase("network", "<source protocol=\"nbd\" name=\"x\"><host name=\"backup\" port=\"10809\"/></source>")]
    [TestCase("nvme", "<source type=\"pci\" namespace=\"1\"/>")]
    public void Disk_on_a_source_of_any_kind_is_still_ours(string type, string source)
    {
        MachineObservation observed = Moved(Machine(), live: true, defined: true, new OtherSource(type, source));

        MachinePlan plan = MachinePlanner.Plan(observed);

        Assert.That((plan.Actions.Count, plan.Fault!.Reason), Is.EqualTo((0, MachineReasons.DiskMoved)));
    }

    [Test]
    public void Disk_that_was_moved_and_is_detached_is_not_replaced_by_its_old_volume()
    {
        MachineObservation observed = Given.Domain(Told(Machine()), DomainState.Running);
        DomainDescription without = Given.Description(observed.Domain!.Inactive!.Definition with { Disks = default });

        MachinePlan plan = MachinePlanner.Plan(observed with { Domain = observed.Domain with { Live = without, Inactive = without } });

        Assert.That((plan.Actions.Count, plan.Fault!.Reason), Is.EqualTo((0, MachineReasons.DiskMoved)));
    }

    [Test]
    public void Machine_whose_disk_was_moved_and_whose_domain_is_gone_does_not_boot_from_the_old_volume()
    {
        MachinePlan plan = MachinePlanner.Plan(Given.Nothing(Told(Machine())) with { Volumes = Given.Domain(Machine(), DomainState.Running).Volumes });

        Assert.That((plan.Actions.Count, plan.Fault!.Reason), Is.EqualTo((0, MachineReasons.DiskMoved)));
    }

    [Test]
    public void What_a_moved_disk_was_on_is_given_up_by_the_users_word()
    {
        LustreMachine machine = Told(Machine());
        string own = $"default/{VolumeNames.Of(machine, machine.Spec.Disks[0])}";
        machine = machine with
        {
            Metadata = machine.Metadata with { Annotations = new Dictionary<string, string> { [ApiNames.DiskSourceAnnotation] = $"root={own}" } },
        };

        MachinePlan plan = MachinePlanner.Plan(Given.Nothing(machine) with { Volumes = Given.Domain(Machine(), DomainState.Running).Volumes });

        Assert.That(plan.Actions.Select(action => action.GetType().Name), Is.EqualTo(new[] { nameof(DefineDomain), nameof(StartDomain) }));
    }

    [Test]
    public void Status_says_where_moved_disks_are_and_that_the_machine_is_not_ready()
    {
        MachineObservation observed = Moved(Machine(), live: true, defined: true);

        LustreMachineStatus status = Given.Status(observed);

        Assert.That(status.MovedDisks, Is.EqualTo(new[] { new MovedDisk { Name = "root", Source = Overlay } }));
        Assert.That(status.Conditions.Find(ConditionTypes.Ready)!.Reason, Is.EqualTo(MachineReasons.DiskMoved));
        Assert.That(status.Conditions.Find(MachineConditionTypes.DevicesInSync)!.Status, Is.EqualTo(ConditionStatus.False));
        Assert.That(status.Conditions.Find(MachineConditionTypes.RestartRequired)!.Status, Is.EqualTo(ConditionStatus.False));
    }

    [TestCase(DiskPurpose.System, ReclaimPolicy.Delete)]
    [TestCase(DiskPurpose.Data, ReclaimPolicy.Delete)]
    public void Volume_of_a_moved_disk_outlives_its_machine_whatever_its_policy(DiskPurpose purpose, ReclaimPolicy reclaim)
    {
        LustreMachine machine = Machine(spec => spec with { Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("64Mi"), Purpose = purpose, ReclaimPolicy = reclaim }] });
        MachineObservation observed = Moved(machine, live: true, defined: true);
        observed = observed with { Machine = machine.Deleted(), Domain = observed.Domain! with { State = DomainState.ShutOff, Live = null } };

        MachinePlan first = MachinePlanner.Plan(observed);
        MachineObservation told = observed with { Machine = Told(machine).Deleted() };

        Assert.That((first.Actions.Count, first.LookAgainAfter), Is.EqualTo((0, (TimeSpan?)TimeSpan.Zero)), "the status says it first");
        Assert.That(MachinePlanner.Plan(told).Actions.Select(action => action.GetType().Name), Is.EqualTo(new[] { nameof(KeepVolume), nameof(UndefineDomain) }));
        MachineObservation gone = told with { Domain = null };
        Assert.That(MachinePlanner.Plan(gone).Actions, Is.Empty);
        Assert.That(Given.IsReleased(gone), Is.True);
    }

    private static LustreMachine Machine(Func<LustreMachineSpec, LustreMachineSpec>? change = null) => Given.Machine(change);

    private static LustreMachine Told(LustreMachine machine) =>
        machine with { Status = machine.Status! with { MovedDisks = [new MovedDisk { Name = "root", Source = Overlay }] } };

    private static VolumeSource Own(MachineObservation observed) => new VolumeSource("default", VolumeNames.Of(observed.Machine, observed.Machine.Spec.Disks[0]));

    private static MachineObservation Moved(LustreMachine machine, bool live, bool defined, DiskSource? to = null)
    {
        MachineObservation observed = Given.Domain(machine, DomainState.Running);
        DomainDescription OnOverlay(DomainDescription description) => to is null
            ? Over(description, Overlay, Own(observed))
            : Given.Description(description.Definition with { Disks = [description.Definition.Disks[0] with { Source = to }] });
        return observed with
        {
            Domain = observed.Domain! with
            {
                Live = live ? OnOverlay(observed.Domain.Live!) : observed.Domain.Live,
                Inactive = defined ? OnOverlay(observed.Domain.Inactive!) : observed.Domain.Inactive,
            },
        };
    }

    private static DomainDescription Over(DomainDescription description, string path, params DiskSource[] backing)
    {
        DomainDisk disk = description.Definition.Disks[0] with { Source = new FileSource(path), Format = VolumeFormat.Qcow2 };
        return Given.Description(description.Definition with { Disks = [disk] }) with
        {
            Devices = [new PlacedDevice(disk.Key, disk.Alias, null) { Backing = backing.ToValueList() }],
        };
    }
}
