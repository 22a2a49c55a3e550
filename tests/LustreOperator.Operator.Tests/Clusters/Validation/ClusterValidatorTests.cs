using LustreOperator.Api;

namespace LustreOperator.Operator.Tests;

internal sealed class ClusterValidatorTests
{
    private static readonly Dictionary<string, string> s_none = [];

    [Test]
    public void Spec_without_fault_has_none() => Assert.That(Faults(spec => spec), Is.Empty);

    [Test]
    public void Every_fault_is_found_at_once()
    {
        string[] faults = Faults(spec => spec with
        {
            Networks =
            [
                new NetworkSpec { Name = "lnet", Lnet = LnetNet.Of("o2ib0"), Bridge = "br0", LibvirtNetwork = "default" },
                new NetworkSpec { Name = "far", Lnet = LnetNet.Of("tcp65536"), Bridge = "br0" },
            ],
            Machines =
            [
                Given.Group() with { Name = "mds", Networks = ["lnet"], Memory = new MemorySpec { Size = Quantity.Of("99999999999999Ti") }, Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("8388608Ti") }] },
                Given.Group() with { Networks = ["lnet", "storage"], Memory = new MemorySpec { Size = Quantity.Of("257Mi"), Hugepages = Quantity.Of("2Mi") }, Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("1Ki") }] },
                new MachineGroup { Name = "router", Roles = [MachineRole.Router], Networks = ["lnet"], Memory = new MemorySpec { Size = Quantity.Of("1Mi") } },
            ],
        });

        Assert.That(faults, Is.EqualTo(new[]
        {
            "spec.networks[lnet]: must have exactly one of `hca`, `bridge` and `libvirtNetwork`; it has bridge and libvirtNetwork",
            "spec.networks[lnet].lnet: must be a tcp network on a virtio NIC, such as tcp0; `o2ib0` needs an `hca`",
            "spec.networks[far].lnet: must be an LNet network with a number of at most 65535, such as tcp0 or o2ib1; it is tcp65536",
            "spec.machines[mds].memory.size: `99999999999999Ti` must be a quantity such as 512Mi or 12Gi",
            "spec.machines[mds].disks[root].size: `8388608Ti` must be a quantity such as 20Gi",
            "spec.machines[oss].networks[1]: `storage` is not in spec.networks; known: lnet, far",
            "spec.machines[oss].memory.size: must be a multiple of the huge page size 2Mi; it is 257Mi",
            "spec.machines[oss].disks[root].size: must be at least 1Mi; it is 1Ki",
            "spec.machines[router].memory.size: must be at least 16Mi; it is 1Mi",
            "spec.machines[router].networks: a Router must have at least two networks to route between; it has 1",
        }));
    }

    [Test]
    public void Address_that_the_schema_admits_and_is_none_is_a_fault() =>
        Assert.That(
            Faults(spec => spec with { Networks = [.. spec.Networks, new NetworkSpec { Name = "ib", Hca = new HcaSelector { Address = "0000:41:ff.0" } }] }),
            Is.EqualTo(new[] { "spec.networks[ib].hca.address: `0000:41:ff.0` must be a PCI address such as 0000:41:00.0" }));

    [Test]
    public void Name_that_another_clusters_machine_has_is_a_fault()
    {
        IReadOnlyList<SpecFault> faults = ClusterValidator.Validate(Given.Cluster(), new Dictionary<string, string> { ["ha-oss-1"] = "ha-oss" });

        Assert.That(faults.Single().ToString(), Is.EqualTo(
            "spec.machines[oss].name: machine `ha-oss-1` would have the name of a machine of cluster `ha-oss`; rename the group or the cluster"));
    }

    [Test]
    public void More_machines_than_a_cluster_may_have_is_a_fault() =>
        Assert.That(Faults(spec => spec with { Machines = [Given.Group(count: 1000), Given.Group(count: 1) with { Name = "mds" }] }), Has.One.StartWith("spec.machines: must be at most 1000"));

    private static string[] Faults(Func<LustreClusterSpec, LustreClusterSpec> change) =>
        [.. ClusterValidator.Validate(Given.Cluster(change), s_none).Select(fault => fault.ToString())];
}
