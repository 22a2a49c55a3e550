namespace LustreOperator.Libvirt.Tests.Values;

/// <summary>By libvirt's src/storage and virDomainDiskTranslateSourcePool.</summary>
internal sealed class PoolTypesTests
{
    [TestCase("dir", true, true, true)]
    [TestCase("fs", true, true, true)]
    [TestCase("netfs", true, true, true)]
    [TestCase("vstorage", true, true, true)]
    [TestCase("gluster", true, false, false)]
    [TestCase("logical", false, true, true)]
    [TestCase("zfs", false, true, true)]
    [TestCase("disk", false, false, true)]
    [TestCase("iscsi", false, false, true)]
    [TestCase("iscsi-direct", false, false, true)]
    [TestCase("scsi", false, false, true)]
    [TestCase("mpath", false, false, false)]
    [TestCase("rbd", false, true, false)]
    [TestCase("sheepdog", false, true, false)]
    public void Type_holds_files_makes_volumes_and_can_be_attached(string type, bool holdsFiles, bool makes, bool canBeAttached) =>
        Assert.That((PoolTypes.HoldsFiles(type), PoolTypes.MakesVolumes(type), PoolTypes.CanBeAttached(type)), Is.EqualTo((holdsFiles, makes, canBeAttached)));

    [Test]
    public void Blank_volume_is_raw_where_there_are_no_files() =>
        Assert.That((PoolTypes.Blank("logical", VolumeFormat.Qcow2), PoolTypes.Blank("dir", VolumeFormat.Qcow2)), Is.EqualTo((VolumeFormat.Raw, VolumeFormat.Qcow2)));
}
