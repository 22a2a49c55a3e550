namespace LustreOperator.Libvirt.Tests.Integration;

[TestFixture]
public class VolumeTests : LibvirtdFixture
{
    private const long MiB = 1 << 20;

    [SetUp]
    public Task Prepare() => MakePool();

    [TestCase(VolumeFormat.Raw)]
    [TestCase(VolumeFormat.Qcow2)]
    public async Task A_blank_volume_is_made_and_found(VolumeFormat format)
    {
        StorageVolume made = await Host.CreateVolumeAsync(new VolumeDefinition { Pool = Pool, Name = "blank", CapacityBytes = 8 * MiB, Format = format }, None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((made.Format, made.CapacityBytes, made.BackingPath), Is.EqualTo((format, 8 * MiB, (string?)null)));
            Assert.That(await Host.FindVolumeAsync(Pool, "blank", None), Is.EqualTo(made));
            Assert.That(await Host.ListVolumesAsync(Pool, None), Is.EqualTo((StorageVolume[])[made]));
            Assert.That(await Rig.Virsh("vol-list", Pool), Does.Contain(made.Path));
        }

        await Host.DeleteVolumeAsync(Pool, "blank", None);
        Assert.That(await Host.FindVolumeAsync(Pool, "blank", None), Is.Null);
    }

    [Test]
    public async Task An_overlay_stands_on_its_base_and_may_be_larger()
    {
        StorageVolume golden = await Host.CreateVolumeAsync(new VolumeDefinition { Pool = Pool, Name = "golden", CapacityBytes = 8 * MiB }, None);
        StorageVolume overlay = await Host.CreateVolumeAsync(Overlay("clone", 16 * MiB), None);
        Assert.That((overlay.BackingPath, overlay.CapacityBytes), Is.EqualTo((golden.Path, 16 * MiB)));
        Assert.That(await Rig.Inside("qemu-img", "info", overlay.Path), Does.Contain("backing file format: qcow2"));
    }

    [Test]
    public async Task What_cannot_be_made_is_refused_with_the_reason()
    {
        await Host.CreateVolumeAsync(new VolumeDefinition { Pool = Pool, Name = "golden", CapacityBytes = 8 * MiB }, None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Failure(Overlay("small", 4 * MiB)), Is.EqualTo(LibvirtErrorKind.InvalidArgument));
            Assert.That(await Failure(Overlay("raw", 8 * MiB) with { Format = VolumeFormat.Raw }), Is.EqualTo(LibvirtErrorKind.InvalidArgument));
            Assert.That(await Failure(Overlay("orphan", 8 * MiB) with { Base = new VolumeReference(Pool, "nothing") }), Is.EqualTo(LibvirtErrorKind.NoStorageVolume));
            Assert.That(await Failure(Overlay("golden", 8 * MiB)), Is.EqualTo(LibvirtErrorKind.VolumeExists));
            Assert.That(await Host.ListVolumesAsync(Pool, None), Has.Count.EqualTo(1));
        }
    }

    [Test]
    public async Task A_file_put_there_by_hand_is_seen_after_a_refresh()
    {
        await Rig.Inside("touch", "/var/lib/libvirt/images/by-hand");
        Assert.That(await Host.FindVolumeAsync(Pool, "by-hand", None), Is.Null);
        await Host.RefreshStoragePoolAsync(Pool, None);
        Assert.That(await Host.FindVolumeAsync(Pool, "by-hand", None), Is.Not.Null);
    }

    [Test]
    public async Task Pools_and_networks_are_listed()
    {
        await MakeNetworks();
        await Rig.Virsh("net-destroy", "default");
        StoragePool pool = (await Host.ListStoragePoolsAsync(None)).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((pool.Name, pool.IsActive, pool.Type, pool.Path), Is.EqualTo((Pool, true, "dir", "/var/lib/libvirt/images")));
            Assert.That(pool.AvailableBytes, Is.Positive.And.LessThanOrEqualTo(pool.CapacityBytes));
            Assert.That(await Host.ListNetworksAsync(None), Is.EqualTo((VirtualNetwork[])[new("default", false, "virbr7")]));
        }
    }

    private static VolumeDefinition Overlay(string name, long capacity) =>
        new() { Pool = Pool, Name = name, CapacityBytes = capacity, Base = new VolumeReference(Pool, "golden") };

    private async Task<LibvirtErrorKind?> Failure(VolumeDefinition definition) =>
        (await Assert.CatchAsync<LibvirtException>(() => Host.CreateVolumeAsync(definition, None)))?.Kind;
}
