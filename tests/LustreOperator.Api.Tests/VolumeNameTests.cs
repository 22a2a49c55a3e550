namespace LustreOperator.Api.Tests;

internal sealed class VolumeNameTests
{
    private const string Uid = "7cacccf7-52ae-4c37-a72c-c8dc76fcb03d";

    [TestCase(DiskPurpose.Data, "qa.c-oss-1." + Uid + ".ost0.data")]
    [TestCase(DiskPurpose.System, "qa.c-oss-1." + Uid + ".ost0.system")]
    public void Name_tells_machine_disk_and_purpose(DiskPurpose purpose, string name)
    {
        Assert.That(VolumeName.Of(Machine("c-oss-1"), Disk("ost0", purpose), isFile: true), Is.EqualTo(name));
        VolumeName read = VolumeName.Parse(name)!;
        Assert.That((read.Namespace, read.Machine, read.MachineUid, read.Disk, read.Purpose), Is.EqualTo(("qa", "c-oss-1", Uid, "ost0", purpose)));
    }

    [Test]
    public void Machine_name_with_dots_is_read() => Assert.That(VolumeName.Parse($"qa.c.1-oss-1.{Uid}.ost0.data")!.Machine, Is.EqualTo("c.1-oss-1"));

    [TestCase("golden.qcow2")]
    [TestCase("qa.c-oss-1.not-a-uid.ost0.data")]
    [TestCase("qa.c-oss-1." + Uid + ".ost0.data.bak")]
    [TestCase("")]
    public void Name_that_is_none_of_ours_is_passed_over(string name) => Assert.That(VolumeName.Parse(name), Is.Null);

    [Test]
    public void Short_name_is_used_where_the_long_one_would_be_too_long_for_a_device()
    {
        LustreMachine machine = Machine(new string('m', 63), new string('n', 63));
        DiskSpec disk = Disk("a-b-c-d-e-f-g-h-i-jk", DiskPurpose.Data);

        string name = VolumeName.Of(machine, disk, isFile: false);

        // As the device mapper writes it, with a volume group of 30 characters.
        Assert.That(30 + 1 + name.Length + name.Count(letter => letter == '-'), Is.LessThan(128));
        Assert.That(name, Has.Length.LessThan(96), "RBD_MAX_IMAGE_NAME_SIZE");
        VolumeName read = VolumeName.Parse(name)!;
        Assert.That((read.MachineUid, read.Disk, read.Purpose, read.Machine), Is.EqualTo((Uid, disk.Name, DiskPurpose.Data, (string?)null)));
        Assert.That(read.IsOf(machine.Metadata.Namespace, machine.Metadata.Name), Is.True);
        Assert.That(read.IsOf(machine.Metadata.Namespace, "another"), Is.False);
    }

    [Test]
    public void Long_name_is_used_for_a_device_too_where_it_is_short_enough() =>
        Assert.That(VolumeName.Of(Machine("c-oss-1"), Disk("ost0", DiskPurpose.Data), isFile: false), Is.EqualTo($"qa.c-oss-1.{Uid}.ost0.data"));

    private static LustreMachine Machine(string name, string @namespace = "qa") =>
        new() { Metadata = new ObjectMeta { Namespace = @namespace, Name = name, Uid = Uid } };

    private static DiskSpec Disk(string name, DiskPurpose purpose) => new() { Name = name, Purpose = purpose };
}
