namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>What somebody with virsh may do to a domain of ours, and what is seen of it.</summary>
[TestFixture(typeof(SimulatedRig))]
[TestFixture(typeof(SimulatedTalkRig))]
[TestFixture(typeof(LibvirtdRig), Category = "integration")]
internal sealed class OtherHandsContract<TRig> : ContractFixture<TRig>
    where TRig : ContractRig, new()
{
    [Test]
    public async Task Renamed_domain_is_found_by_its_uuid_and_no_longer_by_its_name()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(Definition("oss"), None);
        string name = $"{Rig.Prefix}.renamed";
        await Rig.RenameAsync(domain, name);
        DomainSnapshot? found = await Host.FindDomainAsync(domain.Uuid, None);
        Assert.That((found?.Identity, found?.Inactive!.Definition.Name), Is.EqualTo((domain with { Name = name }, name)));
        Assert.That(await Host.FindDomainAsync(domain.Name, None), Is.Null);
        Assert.That(await Host.FindDomainAsync(Guid.NewGuid(), None), Is.Null);
    }

    [Test]
    public async Task Domain_cannot_be_redefined_under_another_name()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(Definition("oss"), None);
        var refusal = await Refusal(() => Host.DefineDomainAsync(Definition("other") with { Uuid = domain.Uuid }, None));
        Assert.That((refusal.Code, refusal.Message), Is.EqualTo(
            (LibvirtErrorCode.OperationFailed, $"virDomainDefineXML: operation failed: domain '{domain.Name}' is already defined with uuid {domain.Uuid}")));
    }

    [Test]
    [Difference("guest-boots")]
    public async Task Guest_that_sleeps_cannot_be_shut_down_and_can_be_woken()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Rig.SleepAsync(domain);
        DomainSnapshot asleep = await Look(domain);
        var shutdown = await Refusal(() => Host.ShutdownDomainAsync(domain.Uuid, None));
        var resume = await KindOf(() => Host.ResumeDomainAsync(domain.Uuid, None));
        await Host.WakeDomainAsync(domain.Uuid, None);
        await Deadline.Until(async () => (await Look(domain)).State == DomainState.Running, "the guest is awake");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((asleep.State, asleep.IsActive), Is.EqualTo((DomainState.SuspendedByGuest, true)));
            Assert.That(shutdown.Message, Is.EqualTo("virDomainShutdown: Requested operation is not valid: domain is not running"));
            Assert.That(resume, Is.EqualTo(LibvirtErrorKind.OperationInvalid));
            Assert.That((await Look(domain)).StateReason, Is.EqualTo("event wakeup"));
        }
    }

    [Test]
    public async Task Guest_that_is_awake_or_off_cannot_be_woken()
    {
        DomainIdentity off = await Host.DefineDomainAsync(Definition("off"), None);
        DomainIdentity runs = await Run(Definition("runs"));
        Assert.That(await KindOf(() => Host.WakeDomainAsync(off.Uuid, None)), Is.EqualTo(LibvirtErrorKind.OperationInvalid));
        Assert.That((await Refusal(() => Host.WakeDomainAsync(runs.Uuid, None))).Message, Is.EqualTo(
            "virDomainPMWakeup: internal error: unable to execute QEMU command 'system_wakeup': Unable to wake up: guest is not in suspended state"));
    }

    [Test]
    public async Task Guest_that_QEMU_stopped_by_itself_is_paused_for_a_reason_unknown()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Rig.HaltAsync(domain);
        await Deadline.Until(async () => (await Look(domain)).State == DomainState.Paused, "libvirt has seen it");
        Assert.That((await Look(domain)).StateReason, Is.EqualTo("unknown"));
        await Host.ResumeDomainAsync(domain.Uuid, None);
        Assert.That((await Look(domain)).State, Is.EqualTo(DomainState.Running));
    }

    [Test]
    public async Task Domain_saved_with_libvirts_knowledge_is_restored_by_its_next_start()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Rig.SaveAsync(domain, isManaged: true);
        DomainSnapshot saved = await Look(domain);
        await Host.StartDomainAsync(domain.Uuid, None);
        DomainSnapshot restored = await Look(domain);
        Assert.That((saved.State, saved.StateReason, saved.HasManagedSave), Is.EqualTo((DomainState.ShutOff, "saved", true)));
        Assert.That((restored.State, restored.StateReason, restored.HasManagedSave), Is.EqualTo((DomainState.Running, "restored", false)));
    }

    [Test]
    public async Task Domain_saved_into_a_file_of_somebodys_is_off_with_nothing_to_restore()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Rig.SaveAsync(domain, isManaged: false);
        DomainSnapshot saved = await Look(domain);
        Assert.That((saved.State, saved.StateReason, saved.HasManagedSave), Is.EqualTo((DomainState.ShutOff, "saved", false)));
    }

    [Test]
    public async Task External_snapshot_makes_a_file_over_the_volume_the_disks_source_in_both_definitions()
    {
        await MakeVolume("ost0", VolumeFormat.Raw);
        DomainIdentity domain = await Run(Definition("oss") with { Disks = [Disk("vda", "ost0") with { Serial = "ost0" }] });
        await Rig.OverlayAsync(domain, "vda", "nightly.qcow2");
        DomainSnapshot moved = await Look(domain);
        await Host.RefreshStoragePoolAsync(Pool, None);
        using (Assert.EnterMultipleScope())
        {
            foreach (DomainDescription description in (DomainDescription[])[moved.Live!, moved.Inactive!])
            {
                DomainDisk disk = description.Definition.Disks[0];
                Assert.That((disk.Source, disk.Format, disk.Alias, disk.Serial), Is.EqualTo(
                    ((DiskSource)new FileSource(await PathOf("nightly.qcow2")), VolumeFormat.Qcow2, "ua-disk-ost0", "ost0")));
                Assert.That(description.Devices.First(device => device.Key == "disk vda").Backing, Is.EqualTo((ValueList<DiskSource>)[new VolumeSource(Pool, "ost0")]));
            }
        }
    }

    [Test]
    public async Task Redefinition_keeps_what_a_snapshot_made_of_a_disk()
    {
        await MakeVolume("ost0", VolumeFormat.Raw);
        DomainIdentity domain = await Run(Definition("oss") with { Disks = [Disk("vda", "ost0")] });
        await Rig.OverlayAsync(domain, "vda", "nightly.qcow2");
        DomainSnapshot moved = await Look(domain);
        await Host.DefineDomainAsync(moved.Inactive!.Definition with { MemoryKiB = 131072 }, None);
        DomainDescription after = (await Look(domain)).Inactive!;
        Assert.That(after.Definition, Is.EqualTo(moved.Inactive.Definition with { MemoryKiB = 131072 }));
        Assert.That(after.Devices, Is.EqualTo(moved.Inactive.Devices));
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await Host.StartDomainAsync(domain.Uuid, None);
        Assert.That((await Look(domain)).Live!.Definition.Disks[0].Source, Is.EqualTo(moved.Live!.Definition.Disks[0].Source));
    }

    [Test]
    public async Task Copy_of_a_disk_is_a_job_until_it_ends()
    {
        await MakeVolume("ost0", VolumeFormat.Raw);
        DomainIdentity domain = await Run(Definition("oss") with { Disks = [Disk("vda", "ost0")] });
        IReadOnlyList<string> before = await Host.ListDomainJobsAsync(domain.Uuid, None);
        await Rig.BeginCopyAsync(domain, "vda");
        IReadOnlyList<string> during = await Host.ListDomainJobsAsync(domain.Uuid, None);
        await Rig.EndCopyAsync(domain, "vda");
        await Deadline.Until(async () => (await Host.ListDomainJobsAsync(domain.Uuid, None)).Count == 0, "the copy has ended");
        Assert.That((before, during), Is.EqualTo((Array.Empty<string>(), (string[])["copy of vda"])));
        await Host.DestroyDomainAsync(domain.Uuid, None);
        Assert.That(await Host.ListDomainJobsAsync(domain.Uuid, None), Is.Empty);
        await Host.RefreshStoragePoolAsync(Pool, None);
    }

    private async Task<string> PathOf(string name) =>
        $"{(await Host.ListStoragePoolsAsync(None)).First(pool => pool.Name == Pool).Path}/{name}";
}
