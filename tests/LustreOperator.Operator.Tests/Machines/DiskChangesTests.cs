using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

/// <summary>What a change of each field of a disk does to a machine that exists.</summary>
internal sealed class DiskChangesTests
{
    private static readonly DiskSpec s_ost = new() { Name = "ost", Size = Quantity.Of("1Gi"), Purpose = DiskPurpose.Data };

    [TestCase("1024Mi")]
    [TestCase("1048576Ki")]
    public void Same_size_in_another_spelling_is_no_change(string size)
    {
        DiskMerge merge = Merge([s_ost], [s_ost with { Size = Quantity.Of(size) }]);

        Assert.That((merge.Refused, merge.Disks[0], merge.Disks[0].Size.ToString()), Is.EqualTo(((string?)null, s_ost, "1Gi")));
    }

    private static readonly TestCaseData[] s_refused =
    [
        new TestCaseData(s_ost with { Size = Quantity.Of("2Gi") }).SetArgDisplayNames("size"),
        new TestCaseData(s_ost with { Pool = "fast" }).SetArgDisplayNames("pool"),
        new TestCaseData(s_ost with { Purpose = DiskPurpose.System }).SetArgDisplayNames("purpose"),
        new TestCaseData(s_ost with { Base = new BaseVolume { Volume = "golden" } }).SetArgDisplayNames("base"),
        new TestCaseData(s_ost with { Volume = "other" }).SetArgDisplayNames("volume"),
    ];

    [TestCaseSource(nameof(s_refused))]
    public void Change_that_would_need_another_volume_is_refused_and_the_disk_stays(DiskSpec wanted)
    {
        DiskMerge merge = Merge([s_ost], [wanted]);

        Assert.That(merge.Refused, Does.StartWith("disks[ost] cannot change on a machine that exists; delete machine ha-oss-0"));
        Assert.That(merge.Disks[0], Is.EqualTo(s_ost));
    }

    [Test]
    public void Policies_reach_the_machine()
    {
        DiskSpec wanted = s_ost with { ReclaimPolicy = ReclaimPolicy.Delete, IfKept = KeptVolumePolicy.New };

        Assert.That(Merge([s_ost], [wanted]), Has.Property("Refused").Null.And.Property("Disks").EqualTo(new[] { wanted }));
    }

    [Test]
    public void Volume_that_is_no_longer_named_stays()
    {
        DiskSpec has = s_ost with { Volume = "lun-3" };

        Assert.That(Merge([has], [s_ost]), Has.Property("Refused").Null.And.Property("Disks").EqualTo(new[] { has }));
    }

    [Test]
    public void Renamed_Data_disk_is_refused_and_keeps_its_volume()
    {
        DiskMerge merge = Merge([s_ost], [s_ost with { Name = "ost2" }]);

        Assert.That(merge.Refused, Does.StartWith("disks[ost] goes while disks[ost2] comes"));
        Assert.That(merge.Disks, Is.EqualTo(new[] { s_ost }));
    }

    [TestCase("lun-3", null)]
    [TestCase(null, KeptVolumePolicy.New)]
    public void Data_disk_may_be_exchanged_if_the_user_says_for_which_volume(string? volume, KeptVolumePolicy? ifKept)
    {
        DiskSpec wanted = s_ost with { Name = "ost2", Volume = volume, IfKept = ifKept };

        Assert.That(Merge([s_ost], [wanted]), Has.Property("Refused").Null.And.Property("Disks").EqualTo(new[] { wanted }));
    }

    [Test]
    public void Data_disks_come_and_go_one_at_a_time()
    {
        Assert.That(Merge([s_ost], []).Disks, Is.Empty);
        Assert.That(Merge([], [s_ost]).Disks, Is.EqualTo(new[] { s_ost }));
        Assert.That(Merge([s_ost], []).Refused ?? Merge([], [s_ost]).Refused, Is.Null);
    }

    [Test]
    public void Renamed_System_disk_is_scratch_that_goes_and_comes() =>
        Assert.That(Merge([System("a")], [System("b")]), Has.Property("Refused").Null.And.Property("Disks").EqualTo(new[] { System("b") }));

    [Test]
    public void Former_default_of_a_System_disk_stays_as_it_is_stored_and_new_disks_do_not_get_it()
    {
        DiskSpec stored = System("root") with { ReclaimPolicy = ReclaimPolicy.Retain };

        Assert.That(Merge([stored], [stored, System("new") with { ReclaimPolicy = ReclaimPolicy.Retain }]).Disks, Is.EqualTo(new[] { stored, System("new") }));
        Assert.That(Merge([stored], [System("root")]).Disks, Is.EqualTo(new[] { stored }), "an upgrade writes nothing");
    }

    private static DiskSpec System(string name) => new() { Name = name, Size = Quantity.Of("1Gi") };

    private static DiskMerge Merge(DiskSpec[] has, DiskSpec[] wanted) => DiskChanges.Merge("ha-oss-0", has, wanted);
}
