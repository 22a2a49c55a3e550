namespace LustreOperator.Agent.Tests;

internal sealed class DiskUseTests
{
    [TestCase("0000:01:00.0", "disk nvme0n1p1 is mounted on /data", TestName = "{m}(Nvme without multipath)")]
    [TestCase("0000:02:00.0", "disk nvme1n1p1 is mounted on /mnt/two words", TestName = "{m}(Nvme with multipath)")]
    [TestCase("0000:03:00.0", "disk nvme2n1 is swap", TestName = "{m}(First path to a disk with two)")]
    [TestCase("0000:04:00.0", "disk nvme2n1 is swap", TestName = "{m}(Second path to a disk with two)")]
    [TestCase("0000:05:00.0", null, TestName = "{m}(Disk that nobody uses)")]
    [TestCase("0000:00:17.0", "disk sda1 is part of dm-0 (vg0-data), which is mounted on /var/lib", TestName = "{m}(Sata partition below a volume)")]
    [TestCase("0000:06:00.0", "disk sdb is part of md127", TestName = "{m}(Sas disk of an array that is not mounted)")]
    [TestCase("0000:07:00.0", "disk sdc is part of dm-1 (mpatha), which is part of dm-2 (vg1-swap), which is swap", TestName = "{m}(Volume on a multipath device)")]
    [TestCase("0000:08:00.0", "disk vda is mounted on /", TestName = "{m}(First disk of btrfs)")]
    [TestCase("0000:09:00.0", "disk vdb is part of a btrfs file system that is mounted", TestName = "{m}(Second disk of btrfs)")]
    [TestCase("10000:01:00.0", "disk nvme7n1 is mounted on /scratch", TestName = "{m}(Nvme behind a VMD)")]
    [TestCase("0000:5d:05.5", "disk nvme7n1 is mounted on /scratch", TestName = "{m}(The VMD itself)")]
    public async Task Disk_tells_its_use(string address, string? use)
    {
        using HostFolder host = HostFolder.Of("disks");

        Assert.That((await host.ReadAsync())[address].HostUse, Is.EqualTo(use));
    }

    [Test]
    public async Task Disk_by_two_controllers_of_one_function_is_told_of_once()
    {
        using HostFolder host = HostFolder.Of("disks", "sys/devices/virtual/nvme-subsystem/nvme-subsys1/nvme8 -> ../../../pci0000:00/0000:02:00.0/nvme/nvme8");

        Assert.That((await host.ReadAsync())["0000:02:00.0"].HostUse, Is.EqualTo("disk nvme1n1p1 is mounted on /mnt/two words"));
    }

    [Test]
    public async Task Mounts_of_the_agent_itself_serve_where_process_1_cannot_be_seen()
    {
        using HostFolder host = HostFolder.Of("disks");
        File.Delete(host.PathOf("proc/1/mountinfo"));

        Assert.That((await host.ReadAsync())["0000:05:00.0"].HostUse, Is.EqualTo("disk nvme5n1 is mounted on /"));
    }

    [Test]
    public async Task Disk_may_be_in_use_where_no_mounts_can_be_read()
    {
        using HostFolder host = HostFolder.Of("disks");
        File.Delete(host.PathOf("proc/1/mountinfo"));
        File.Delete(host.PathOf("proc/self/mountinfo"));

        Assert.That((await host.ReadAsync())["0000:01:00.0"].HostUse, Does.Match("^disk nvme0n1 may be in use: .*/proc/self/mountinfo is not there; "));
    }

    [Test]
    public async Task Holder_that_leads_to_a_mount_is_named_before_one_that_does_not()
    {
        using HostFolder host = HostFolder.Of(
            "disks",
            "sys/devices/pci0000:00/0000:06:00.0/host1/port-1:0/end_device-1:0/target1:0:0/1:0:0:0/block/sdb/holders/zz -> ../../zz",
            "sys/class/block/zz/dev = 254:0");

        Assert.That((await host.ReadAsync())["0000:06:00.0"].HostUse, Is.EqualTo("disk sdb is part of zz, which is mounted on /var/lib"));
    }

    [Test]
    public async Task Holders_in_a_circle_end()
    {
        using HostFolder host = HostFolder.Of(
            "disks",
            "sys/devices/virtual/block/md127/holders/md127 -> ../../md127",
            "sys/devices/virtual/block/md127/holders/sdb -> ../../sdb");

        Assert.That((await host.ReadAsync())["0000:06:00.0"].HostUse, Is.EqualTo("disk sdb is part of md127, which is part of md127"));
    }

    [Test]
    public async Task Many_uses_are_told_by_the_first_three()
    {
        using HostFolder host = HostFolder.Of("disks");
        for (int partition = 2; partition < 7; partition++)
        {
            host.Add(
                $"sys/class/block/nvme0n1p{partition} -> ../../devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0n1/nvme0n1p{partition}",
                $"proc/swaps = /dev/nvme0n1p{partition} partition 65532 0 -2");
        }

        Assert.That(
            (await host.ReadAsync())["0000:01:00.0"].HostUse,
            Is.EqualTo("disk nvme0n1p1 is mounted on /data; disk nvme0n1p2 is swap; disk nvme0n1p3 is swap; and 3 more"));
    }

    [Test]
    public void Text_of_uses_is_of_the_length_that_a_status_takes()
    {
        string use = new('a', 5000);

        Assert.That(HostUseText.Join([.. Enumerable.Repeat(use, 1000)])!.Length, Is.LessThanOrEqualTo(HostUseText.MaxLength));
    }

    [Test]
    public void Control_characters_of_a_mount_point_are_not_passed_on() =>
        Assert.That(HostUseText.Join(["disk sda is mounted on /a\nb\u001b[31m"]), Is.EqualTo("disk sda is mounted on /a?b?[31m"));
}
