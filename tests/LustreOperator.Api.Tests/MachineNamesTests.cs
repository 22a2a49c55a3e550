namespace LustreOperator.Api.Tests;

internal sealed class MachineNamesTests
{
    [Test]
    public void Name_is_cluster_group_and_index() => Assert.That(MachineNames.Of("bench", "oss", 3), Is.EqualTo("bench-oss-3"));

    [FsCheck.NUnit.Property]
    public bool Long_name_is_a_label_and_differs_from_its_neighbour(byte length, ushort index)
    {
        string cluster = new('c', 30 + (length % 30));
        string group = new('g', 32);
        string name = MachineNames.Of(cluster, group, index);
        return name.Length <= ApiNames.LabelMaxLength && name != MachineNames.Of(cluster, group, index + 1);
    }

    [Test]
    public void Mac_is_local_unicast_and_always_the_same()
    {
        string mac = MachineNames.Mac("qa", "ha-oss-0", "lnet");

        Assert.That(mac, Does.Match("^02(:[0-9a-f]{2}){5}$").And.EqualTo(MachineNames.Mac("qa", "ha-oss-0", "lnet")));
        Assert.That(mac, Is.Not.EqualTo(MachineNames.Mac("qa", "ha-oss-0", "storage")));
    }
}
