namespace LustreOperator.Api.Tests;

/// <summary>Who takes over whose targets.</summary>
internal sealed class FailoverPartnerTests
{
    [TestCase(MachineRole.MGS)]
    [TestCase(MachineRole.MDS)]
    [TestCase(MachineRole.OSS)]
    public void Machines_2k_and_2k_plus_1_of_a_group_of_servers_are_partners(MachineRole role)
    {
        MachineGroup servers = Group("s", 4, MachineRole.Router, role);

        Assert.That(Enumerable.Range(0, 4).Select(servers.PartnerOf), Is.EqualTo(new int?[] { 1, 0, 3, 2 }));
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Last_of_an_odd_number_has_no_partner(int count) => Assert.That(Group("oss", count, MachineRole.OSS).PartnerOf(count - 1), Is.Null);

    [TestCase(MachineRole.Router)]
    [TestCase(MachineRole.Client)]
    [TestCase(MachineRole.Builder)]
    public void Machines_that_serve_no_targets_have_no_partners(MachineRole role)
    {
        MachineGroup group = Group("c", 2, role);

        Assert.That((group.IsServer(), group.PartnerOf(0), group.PartnerOf(1)), Is.EqualTo((false, (int?)null, (int?)null)));
    }

    [Test]
    public void Wanted_machine_knows_its_partner_by_name() => Assert.That(
        Wanted().Select(machine => (machine.Name, machine.Partner)),
        Is.EqualTo(new (string, string?)[]
        {
            ("ha-mds-0", "ha-mds-1"), ("ha-mds-1", "ha-mds-0"), ("ha-oss-0", "ha-oss-1"), ("ha-oss-1", "ha-oss-0"), ("ha-oss-2", null), ("ha-client-0", null), ("ha-client-1", null),
        }));

    [Test]
    public void Each_pair_is_listed_once_with_the_lower_index_first() => Assert.That(
        WantedMachine.Pairs(Wanted()).Select(pair => (pair.First.Name, pair.Second.Name)),
        Is.EqualTo(new[] { ("ha-mds-0", "ha-mds-1"), ("ha-oss-0", "ha-oss-1") }));

    [Test]
    public void Pair_of_which_one_is_missing_is_not_listed() =>
        Assert.That(WantedMachine.Pairs(Wanted().Where(machine => machine.Name != "ha-mds-1")).Select(pair => pair.First.Name), Is.EqualTo(new[] { "ha-oss-0" }));

    private static IReadOnlyList<WantedMachine> Wanted() => WantedMachine.Of(new LustreCluster
    {
        Metadata = new ObjectMeta { Name = "ha" },
        Spec = new LustreClusterSpec { Machines = [Group("mds", 2, MachineRole.MGS, MachineRole.MDS), Group("oss", 3, MachineRole.OSS), Group("client", 2, MachineRole.Client)] },
    });

    private static MachineGroup Group(string name, int count, params MachineRole[] roles) => new() { Name = name, Count = count, Roles = roles };
}
