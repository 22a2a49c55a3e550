namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Volumes, blank ones and overlays.</summary>
[TestFixture(typeof(SimulatedRig))]
[TestFixture(typeof(SimulatedTalkRig))]
[TestFixture(typeof(LibvirtdRig), Category = "integration")]
internal sealed class VolumeContract<TRig> : ContractFixture<TRig>
    where TRig : ContractRig, new()
{
    [TestCase(VolumeFormat.Raw)]
    [TestCase(VolumeFormat.Qcow2)]
    public async Task Blank_volume_is_made_and_found(VolumeFormat format)
    {
        StorageVolume made = await MakeVolume("blank", format);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((made.Format, made.CapacityBytes, made.BackingPath), Is.EqualTo((format, 8 * MiB, (string?)null)));
            Assert.That((made.Path, made.AllocationBytes), Is.EqualTo(("/var/lib/libvirt/images/blank", format == VolumeFormat.Raw ? 0L : 196 << 10)));
            Assert.That(await Host.FindVolumeAsync(Pool, "blank", None), Is.EqualTo(made));
            Assert.That(await Host.ListVolumesAsync(Pool, _ => true, None), Is.EqualTo((StorageVolume[])[made]));
        }
    }

    [Test]
    public async Task Pool_is_found_by_its_name_with_its_type()
    {
        StoragePool? pool = await Host.FindStoragePoolAsync(Pool, None);

        Assert.That((pool?.Name, pool?.Type, pool?.IsActive), Is.EqualTo((Pool, "dir", (bool?)true)));
        Assert.That(await Host.FindStoragePoolAsync("absent", None), Is.Null);
    }

    [Test]
    public async Task Volumes_are_listed_by_the_names_that_are_wanted()
    {
        await MakeVolume("a.data");
        await MakeVolume("b.system");

        IReadOnlyList<StorageVolume> data = await Host.ListVolumesAsync(Pool, name => name.EndsWith(".data", StringComparison.Ordinal), None);

        Assert.That(data.Select(volume => (volume.Name, volume.FormatName)), Is.EqualTo(new[] { ("a.data", "qcow2") }));
    }

    [Test]
    public async Task Domain_that_is_off_is_listed_with_its_images()
    {
        await MakeVolume("disk");
        DomainIdentity domain = await Host.DefineDomainAsync(
            Definition("images") with { Disks = [new DomainDisk { Target = "vda", Source = new VolumeSource(Pool, "disk"), Format = VolumeFormat.Qcow2 }] }, None);

        DomainSummary summary = (await Host.ListDomainsAsync(None)).Single(listed => listed.Uuid == domain.Uuid);

        Assert.That(summary.Images, Is.EqualTo(new DiskSource[] { new VolumeSource(Pool, "disk") }));
    }

    [Test]
    public async Task Deleted_volume_is_gone()
    {
        await MakeVolume("b");
        await MakeVolume("a");
        await Host.DeleteVolumeAsync(Pool, "b", None);
        var again = await Refusal(() => Host.DeleteVolumeAsync(Pool, "b", None));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Host.FindVolumeAsync(Pool, "b", None), Is.Null);
            Assert.That((await Host.ListVolumesAsync(Pool, _ => true, None)).Select(volume => volume.Name), Is.EqualTo((string[])["a"]));
            Assert.That((again.Kind, again.Code), Is.EqualTo((LibvirtErrorKind.NoStorageVolume, LibvirtErrorCode.NoStorageVolume)));
            Assert.That(again.Message, Does.Contain("Storage volume not found: no storage vol with matching name 'b'"));
        }
    }

    [Test]
    public async Task Overlay_stands_on_its_base_and_may_be_larger()
    {
        StorageVolume golden = await MakeVolume("golden");
        StorageVolume overlay = await Host.CreateVolumeAsync(Overlay("clone", 16 * MiB), None);
        Assert.That((overlay.BackingPath, overlay.CapacityBytes), Is.EqualTo((golden.Path, 16 * MiB)));
        await Host.DeleteVolumeAsync(Pool, "golden", None);
        Assert.That((await Host.FindVolumeAsync(Pool, "clone", None))!.BackingPath, Is.EqualTo(golden.Path));
    }

    [Test]
    public async Task What_cannot_be_made_is_refused_with_the_reason()
    {
        await MakeVolume("golden");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Failure(Overlay("small", 4 * MiB)), Is.EqualTo(LibvirtErrorKind.InvalidArgument));
            Assert.That(await Failure(Overlay("raw", 8 * MiB) with { Format = VolumeFormat.Raw }), Is.EqualTo(LibvirtErrorKind.InvalidArgument));
            Assert.That(await Failure(Overlay("orphan", 8 * MiB) with { Base = new VolumeReference(Pool, "nothing") }), Is.EqualTo(LibvirtErrorKind.NoStorageVolume));
            Assert.That(await Failure(Overlay("golden", 8 * MiB)), Is.EqualTo(LibvirtErrorKind.VolumeExists));
            Assert.That(await Failure(Overlay("lost", 8 * MiB) with { Pool = "absent" }), Is.EqualTo(LibvirtErrorKind.NoStoragePool));
            Assert.That(await Host.ListVolumesAsync(Pool, _ => true, None), Has.Count.EqualTo(1));
        }
    }

    [Test]
    public async Task Stopped_pool_shows_and_takes_nothing()
    {
        await MakeVolume("kept");
        await Rig.SetPoolActiveAsync(false);
        StoragePool stopped = (await Host.ListStoragePoolsAsync(None)).Single();
        List<string> refusals = [];
        foreach (Func<Task> call in (Func<Task>[])
            [
                () => Host.ListVolumesAsync(Pool, _ => true, None),
                () => Host.FindVolumeAsync(Pool, "kept", None),
                () => Host.CreateVolumeAsync(Overlay("new", 8 * MiB) with { Base = null }, None),
                () => Host.DeleteVolumeAsync(Pool, "kept", None),
                () => Host.RefreshStoragePoolAsync(Pool, None),
            ])
        {
            refusals.Add((await Refusal(call)).Message);
        }

        await Rig.SetPoolActiveAsync(true);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stopped.IsActive, Is.False);
            Assert.That(refusals, Has.All.EndsWith("Requested operation is not valid: storage pool 'default' is not active"));
            Assert.That(await Host.FindVolumeAsync(Pool, "kept", None), Is.Not.Null);
        }
    }

    [Test]
    public async Task File_put_there_by_hand_is_seen_after_a_refresh()
    {
        await Rig.PutFileAsync("by-hand");
        StorageVolume? before = await Host.FindVolumeAsync(Pool, "by-hand", None);
        await Host.RefreshStoragePoolAsync(Pool, None);
        StorageVolume? after = await Host.FindVolumeAsync(Pool, "by-hand", None);
        Assert.That((before, after?.Format, after?.CapacityBytes), Is.EqualTo(((StorageVolume?)null, VolumeFormat.Raw, 0L)));
    }

    [Test]
    public async Task File_put_there_by_hand_is_seen_when_the_pool_starts()
    {
        await Rig.SetPoolActiveAsync(false);
        await Rig.PutFileAsync("by-hand");
        await Rig.SetPoolActiveAsync(true);
        Assert.That((await Host.ListVolumesAsync(Pool, _ => true, None)).Select(volume => volume.Name), Is.EqualTo((string[])["by-hand"]));
    }

    private static VolumeDefinition Overlay(string name, long capacity) =>
        new() { Pool = Pool, Name = name, CapacityBytes = capacity, Base = new VolumeReference(Pool, "golden") };

    private Task<LibvirtErrorKind> Failure(VolumeDefinition definition) => KindOf(() => Host.CreateVolumeAsync(definition, None));
}
