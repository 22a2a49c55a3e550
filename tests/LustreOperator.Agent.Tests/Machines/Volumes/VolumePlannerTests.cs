using LustreOperator.Api;
using LustreOperator.Libvirt;
using VcpuPin = LustreOperator.Libvirt.VcpuPin;

namespace LustreOperator.Agent.Tests;

/// <summary>What a machine's disks become of what its pools hold.</summary>
internal sealed class VolumePlannerTests
{
    private const string EarlierUid = "99999999-9999-9999-9999-999999999999";
    private const string Earlier = $"qa.ha-oss-0.{EarlierUid}.ost.data";

    [Test]
    public void Pool_stopped_under_a_running_machine_leaves_a_pin_to_be_repaired()
    {
        MachineObservation observed = Given.Stopped(Given.Domain(Given.Machine(), DomainState.Running, live => live with { VcpuPins = [new VcpuPin(0, CpuSet.Of(1))] }));

        MachinePlan plan = MachinePlanner.Plan(observed);

        Assert.That(plan.Actions, Has.One.TypeOf<PinVcpu>());
        Assert.That(plan.Fault, Is.Null);
    }

    [Test]
    public void Pool_stopped_under_a_running_machine_is_a_condition_beside_the_rest()
    {
        LustreMachine machine = Given.Machine();
        machine = machine with { Status = machine.Status! with { Volumes = [$"default/{VolumeNames.Of(machine, machine.Spec.Disks[0])}"] } };

        LustreMachineStatus status = Given.Status(Given.Stopped(Given.Domain(machine, DomainState.Running)));

        Condition volumes = status.Conditions.Find(ConditionTypes.VolumesReady)!;
        Assert.That((volumes.Status, volumes.Reason), Is.EqualTo((ConditionStatus.False, ConditionReasons.StoragePoolMissing)));
        Assert.That(status.Conditions.IsTrue(ConditionTypes.Ready), Is.True);
        Assert.That(status.Volumes, Is.EqualTo(machine.Status!.Volumes), "as they were last seen");
    }

    [Test]
    public void Pool_stopped_does_not_keep_a_machine_from_being_powered_off() =>
        Assert.That(
            MachinePlanner.Plan(Given.Stopped(Given.Domain(Given.Machine(spec => spec with { PowerState = PowerState.Off }), DomainState.Running))).Actions,
            Has.One.TypeOf<ShutdownDomain>());

    [Test]
    public void Machine_whose_pool_is_stopped_is_not_started()
    {
        MachinePlan plan = MachinePlanner.Plan(Given.Stopped(Given.Domain(Given.Machine(), DomainState.ShutOff)));

        Assert.That(plan.Actions, Is.Empty);
        Assert.That((plan.Fault?.Reason, plan.LookAgainAfter), Is.EqualTo((ConditionReasons.StoragePoolMissing, TimeSpan.FromSeconds(10))));
    }

    [Test]
    public void Release_waits_for_a_stopped_pool_in_which_volumes_are_to_be_deleted_and_says_so()
    {
        MachineObservation observed = Given.Stopped(Given.Domain(Given.Machine().Deleted(), DomainState.ShutOff));

        MachinePlan plan = MachinePlanner.Plan(observed);

        Assert.That(plan.Actions, Is.Empty);
        Assert.That(plan.Fault?.Reason, Is.EqualTo(ConditionReasons.StoragePoolMissing));
        Assert.That(Given.IsReleased(observed), Is.False);
    }

    [Test]
    public void Release_of_a_running_machine_begins_though_its_pool_is_stopped() =>
        Assert.That(Plan(Given.Stopped(Given.Domain(Given.Machine().Deleted(), DomainState.Running))), Is.EqualTo(new[] { nameof(ShutdownDomain) }));

    [Test]
    public void Release_does_not_wait_for_a_stopped_pool_that_holds_only_what_is_kept() =>
        Assert.That(Plan(Given.Stopped(Given.Domain(Data().Deleted(), DomainState.ShutOff))), Is.EqualTo(new[] { nameof(UndefineDomain) }));

    [Test]
    public void Kept_volume_that_the_host_does_not_list_yet_holds_up_the_release()
    {
        LustreMachine machine = Data().Deleted();
        string volume = VolumeNames.Of(machine, machine.Spec.Disks[0]);
        MachineObservation observed = Given.Nothing(machine) with { Volumes = [Given.Volume("default", volume)] };

        bool IsReleased(params HostVolume[] listed) =>
            Given.IsReleased(observed with { HostStatus = new KvmHostStatus { DataVolumes = listed, DataVolumesTotal = listed.Length } });
        var told = new HostVolume { Pool = "default", Name = volume };

        Assert.That((IsReleased(), IsReleased(told with { Domain = "qa.ha-oss-0" }), IsReleased(told)), Is.EqualTo((false, false, true)));
    }

    [Test]
    public void Lost_volume_of_a_running_machine_leaves_a_pin_to_be_repaired()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Running, live => live with { VcpuPins = [new VcpuPin(0, CpuSet.Of(1))] }) with { Volumes = [] };

        MachinePlan plan = MachinePlanner.Plan(observed);

        Assert.That(plan.Actions.Single(), Is.TypeOf<PinVcpu>());
        Assert.That(plan.Fault?.Reason, Is.EqualTo(ConditionReasons.VolumeMissing));
    }

    [Test]
    public void Volume_that_the_status_reported_and_is_gone_is_not_made_anew_though_its_domain_is_gone_too()
    {
        LustreMachine machine = Given.Machine();
        machine = machine with { Status = machine.Status! with { Volumes = [$"default/{VolumeNames.Of(machine, machine.Spec.Disks[0])}"] } };

        MachinePlan plan = MachinePlanner.Plan(Given.Nothing(machine));

        Assert.That((plan.Actions.Count, plan.Fault?.Reason), Is.EqualTo((0, ConditionReasons.VolumeMissing)));
    }

    [TestCase("logical")]
    [TestCase("zfs")]
    public void Blank_disk_in_a_pool_of_raw_volumes_is_made_and_defined_raw(string type)
    {
        MachineObservation observed = InPool(Given.Machine(), type);

        MachinePlan first = MachinePlanner.Plan(observed);
        MachinePlan second = MachinePlanner.Plan(Given.Made(observed, first));

        Assert.That(first.Actions.OfType<CreateVolume>().Single().Volume.Format, Is.EqualTo(VolumeFormat.Raw));
        Assert.That(second.Actions.OfType<DefineDomain>().Single().Definition.Disks[0].Format, Is.EqualTo(VolumeFormat.Raw));
    }

    [TestCase("logical")]
    [TestCase("zfs")]
    public void Overlay_in_a_pool_of_raw_volumes_is_refused(string type) =>
        Assert.That(
            MachinePlanner.Plan(InPool(Given.Machine(spec => spec with { Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("1Gi"), Base = new BaseVolume { Volume = "golden" } }] }), type)).Fault?.Reason,
            Is.EqualTo(MachineReasons.StoragePoolUnfit));

    [TestCase("disk")]
    [TestCase("iscsi")]
    [TestCase("iscsi-direct")]
    [TestCase("scsi")]
    [TestCase("mpath")]
    [TestCase("rbd")]
    [TestCase("gluster")]
    [TestCase("sheepdog")]
    public void Blank_disk_in_a_pool_that_makes_none_or_cannot_be_attached_is_refused(string type)
    {
        MachinePlan plan = MachinePlanner.Plan(InPool(Given.Machine(), type));

        Assert.That((plan.Actions.Count, plan.Fault?.Reason), Is.EqualTo((0, MachineReasons.StoragePoolUnfit)));
    }

    [Test]
    public void Overlay_that_libvirt_made_raw_is_refused()
    {
        LustreMachine machine = Given.Machine(spec => spec with { Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("1Gi"), Base = new BaseVolume { Volume = "golden" } }] });
        MachineObservation observed = InPool(machine, "of-tomorrow") with { Volumes = [Given.Volume("default", VolumeName.Of(machine, machine.Spec.Disks[0], isFile: false))] };

        Assert.That(MachinePlanner.Plan(observed).Fault?.Reason, Is.EqualTo(MachineReasons.StoragePoolUnfit));
    }

    [Test]
    public void Raw_volume_of_ours_stays_raw_whatever_its_guest_wrote_into_its_first_bytes()
    {
        LustreMachine machine = Data();
        MachineObservation observed = Given.Nothing(machine) with { Volumes = [Given.Volume("default", VolumeNames.Of(machine, machine.Spec.Disks[0]), VolumeFormat.Qcow2)] };

        Assert.That(MachinePlanner.Plan(observed).Actions.OfType<DefineDomain>().Single().Definition.Disks[0].Format, Is.EqualTo(VolumeFormat.Raw));
    }

    [Test]
    public void Data_volume_is_not_made_before_its_cluster_is_complete()
    {
        LustreMachine machine = Data();
        machine = machine with { Metadata = machine.Metadata with { Annotations = new Dictionary<string, string> { [ApiNames.AdmittedAnnotation] = "false" } } };

        MachinePlan plan = MachinePlanner.Plan(Given.Nothing(machine));

        Assert.That((plan.Actions.Count, plan.Fault), Is.EqualTo((0, (MachineFault?)null)));
    }

    [TestCase(null, ConditionReasons.KeptVolumeFound)]
    [TestCase(KeptVolumePolicy.Reuse, ConditionReasons.KeptVolumeFound)]
    [TestCase(KeptVolumePolicy.New, null)]
    public void Blank_volume_takes_the_place_of_a_kept_one_only_if_the_user_says_so(KeptVolumePolicy? ifKept, string? reason)
    {
        MachineObservation observed = Given.Nothing(Data(disk => disk with { IfKept = ifKept })) with { Storage = StorageSight.None with { Others = [Given.Volume("default", Earlier)] } };

        Assert.That(MachinePlanner.Plan(observed).Fault?.Reason, Is.EqualTo(reason));
    }

    [Test]
    public void Volume_that_a_disk_names_becomes_the_disk()
    {
        MachineObservation observed = Given.Nothing(Named(Earlier)) with { Volumes = [Given.Volume("default", Earlier)] };

        MachinePlan plan = MachinePlanner.Plan(observed);

        DomainDisk disk = plan.Actions.OfType<DefineDomain>().Single().Definition.Disks[0];
        Assert.That((disk.Source, disk.Format), Is.EqualTo(((DiskSource)new VolumeSource("default", Earlier), VolumeFormat.Raw)));
        Assert.That(plan.Actions, Has.None.TypeOf<CreateVolume>());
    }

    [Test]
    public void Volume_that_a_disk_names_is_kept_when_its_machine_is_deleted()
    {
        LustreMachine machine = Named("lun-3");
        MachineObservation observed = Given.Domain(machine.Deleted(), DomainState.ShutOff);

        Assert.That(Plan(observed), Is.EqualTo(new[] { nameof(KeepVolume), nameof(UndefineDomain) }));
    }

    private static readonly TestCaseData[] s_unfit =
    [
        new TestCaseData(null, ConditionReasons.VolumeMissing).SetArgDisplayNames("absent"),
        new TestCaseData(Given.Volume("default", "lun-3", format: null), MachineReasons.VolumeUnfit).SetArgDisplayNames("vmdk"),
        new TestCaseData(Given.Volume("default", "lun-3", capacity: 1 << 20), MachineReasons.VolumeUnfit).SetArgDisplayNames("small"),
    ];

    [TestCaseSource(nameof(s_unfit))]
    public void Volume_that_cannot_be_the_disk_that_names_it_is_refused(StorageVolume? volume, string reason)
    {
        MachinePlan plan = MachinePlanner.Plan(Given.Nothing(Named("lun-3")) with { Volumes = volume is null ? [] : [volume] });

        Assert.That((plan.Actions.Count, plan.Fault?.Reason), Is.EqualTo((0, reason)));
    }

    [Test]
    public void Kept_volume_that_is_qcow2_by_its_first_bytes_is_not_opened_as_such() =>
        Assert.That(
            MachinePlanner.Plan(Given.Nothing(Named(Earlier)) with { Volumes = [Given.Volume("default", Earlier, VolumeFormat.Qcow2)] }).Fault?.Reason,
            Is.EqualTo(MachineReasons.VolumeUnfit));

    [Test]
    public void Volume_of_another_domain_is_not_taken()
    {
        MachineObservation observed = Given.Nothing(Named("lun-3")) with
        {
            Volumes = [Given.Volume("default", "lun-3")],
            Storage = StorageSight.None with { Holders = StorageSight.None.Holders.Add(new VolumeSource("default", "lun-3"), "domain other") },
        };

        Assert.That(MachinePlanner.Plan(observed).Fault?.Reason, Is.EqualTo(ConditionReasons.VolumeInUse));
    }

    [Test]
    public void Volume_that_another_stands_on_is_not_taken()
    {
        MachineObservation observed = Given.Nothing(Named("lun-3")) with
        {
            Volumes = [Given.Volume("default", "lun-3")],
            Storage = StorageSight.None with { Others = [Given.Volume("default", "clone") with { BackingPath = "/pool/lun-3" }] },
        };

        Assert.That(MachinePlanner.Plan(observed).Fault?.Reason, Is.EqualTo(ConditionReasons.VolumeInUse));
    }

    private static MachineObservation InPool(LustreMachine machine, string type) =>
        Given.Nothing(machine) with { Storage = StorageSight.None with { Pools = StorageSight.None.Pools.Add("default", Given.Pool("default", type)) } };

    private static LustreMachine Data(Func<DiskSpec, DiskSpec>? change = null) => Given.Machine(spec => spec with
    {
        Disks = [(change ?? (disk => disk))(new DiskSpec { Name = "ost", Size = Quantity.Of("1Gi"), Purpose = DiskPurpose.Data })],
    });

    private static LustreMachine Named(string volume) => Data(disk => disk with { Volume = volume });

    private static string[] Plan(MachineObservation observed) => [.. MachinePlanner.Plan(observed).Actions.Select(action => action.GetType().Name)];
}
