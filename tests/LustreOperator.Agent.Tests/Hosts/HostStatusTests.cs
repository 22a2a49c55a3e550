using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests.Hosts;

/// <summary>What a KvmHost's status says of PCI functions.</summary>
internal sealed class HostStatusTests
{
    private const string Hca = "0000:41:00.0";

    [Test]
    public void Function_is_told_with_driver_group_and_link()
    {
        PciDevice first = Given.Function(Hca, group: 8) with { LinkNow = new PciLink(8, 4), LinkCapable = new PciLink(16, 8) };
        HostDevice device = Status(Given.HostWith(first, Given.Function("0000:41:00.1", group: 8))).Devices.Single(device => $"{device.Address}" == Hca);

        Assert.That((device.Driver, device.IommuGroup, device.Link, device.LinkCapable), Is.EqualTo(("e1000e", 8, "8 GT/s x4", "16 GT/s x8")));
        Assert.That(device.GroupSiblings.Single().ToString(), Is.EqualTo("0000:41:00.1"));
    }

    [Test]
    public void Distances_of_nodes_are_told_in_the_order_of_the_cells()
    {
        HostInventory host = Given.Host with
        {
            Capabilities = Given.Host.Capabilities with
            {
                Cells = Given.Host.Cells.Select(cell => cell with { Distances = ValueList.Create([new NumaDistance(1, cell.Id == 1 ? 10 : 32), new NumaDistance(0, cell.Id == 0 ? 10 : 32)]) }).ToValueList(),
            },
        };

        Assert.That(Status(host).Cells.Select(cell => cell.Distances), Is.EqualTo(new int[][] { [10, 32], [32, 10] }));
        Assert.That(Status(Given.Host).Cells.Select(cell => cell.Distances), Is.All.Empty, "the firmware does not say");
    }

    [Test]
    public void Function_of_a_machine_is_held_by_it_and_not_free()
    {
        KvmHostStatus status = Status(Given.HostWith(Given.Function(Hca), Given.Function("0000:42:00.0")), machines: Given.MachineWith(Hca));

        Assert.That(status.Devices.Single(device => $"{device.Address}" == Hca).Holder, Is.EqualTo("qa/ha-oss-0"));
        Assert.That(status.Hcas, Is.EqualTo("1/2"));
    }

    [Test]
    public void Function_of_somebody_elses_domain_is_not_offered()
    {
        HostDevice device = Status(Given.HostWith(Given.Function(Hca)).Held("theirs", Hca)).Devices.Single();

        Assert.That((device.Offered, device.Holder, device.Reason), Is.EqualTo((false, "theirs", "domain theirs has it")));
    }

    [Test]
    public void Sibling_of_somebody_elses_function_is_not_offered_either()
    {
        HostInventory host = Given.HostWith(Given.Function(Hca, group: 8), Given.Function("0000:41:00.1", group: 8)).Held("theirs", Hca);

        Assert.That(Status(host).Devices.Single(device => $"{device.Address}" == "0000:41:00.1").Reason, Is.EqualTo("domain theirs has 0000:41:00.0 of its IOMMU group 8"));
    }

    [Test]
    public void Physical_function_tells_how_many_virtual_ones_are_free()
    {
        PciDevice physical = Given.Function(Hca) with { MaxVirtualFunctions = 8, VirtualFunctions = [PciAddress.Parse("0000:41:00.1"), PciAddress.Parse("0000:41:00.2")] };
        HostInventory host = Given.HostWith(
            physical,
            Given.Function("0000:41:00.1", group: 9) with { PhysicalFunction = physical.Address },
            Given.Function("0000:41:00.2", group: 10) with { PhysicalFunction = physical.Address });

        Assert.That(
            Status(host, machines: Given.MachineWith("0000:41:00.2")).Devices.Single(device => $"{device.Address}" == Hca).Sriov,
            Is.EqualTo(new HostDeviceSriov { Maximum = 8, Functions = 2, Free = 1 }));
    }

    [Test]
    public void Listed_bridge_and_absent_function_are_named_with_their_field_paths()
    {
        HostInventory host = Given.HostWith(Given.Function("0000:40:00.0", classCode: 0x060400));
        Condition condition = Status(host, listed: ["0000:40:00.0", "0000:99:00.0"]).Conditions.Find(KvmHostConditionTypes.DevicesAsListed)!;

        Assert.That(condition.Reason, Is.EqualTo(KvmHostReasons.SomeDevicesUnfit));
        Assert.That(condition.Message, Is.EqualTo(
            "spec.devices[0] 0000:40:00.0: it is a PCI bridge, which no guest can be given; list the function behind it; spec.devices[1] 0000:99:00.0: the host has no such function"));
    }

    [Test]
    public void Listed_address_that_is_none_is_named_with_its_field_path() =>
        Assert.That(
            Status(Given.HostWith(), listed: ["0000:41:ff.0"]).Conditions.Find(KvmHostConditionTypes.DevicesAsListed)!.Message,
            Is.EqualTo("spec.devices[0] 0000:41:ff.0: this is no PCI address such as 0000:41:00.0"));

    /// <summary>Else CPUs that the admin keeps would be given away.</summary>
    [Test]
    public void Lists_of_CPUs_that_are_none_are_all_told_with_their_field_paths_and_the_host_is_not_ready()
    {
        KvmHost host = new() { Spec = new KvmHostSpec { Cpus = new HostCpuSpec { Reserved = "9-1", Shared = "99999999" } } };

        Condition ready = HostStatusBuilder.Build(host, Given.Host, [], [], "1.0.0", Given.Now).Conditions.Find(ConditionTypes.Ready)!;

        Assert.That((ready.Status, ready.Reason), Is.EqualTo((ConditionStatus.False, ConditionReasons.InvalidSpec)));
        Assert.That(ready.Message, Is.EqualTo(
            "spec.cpus.reserved: `9-1` must be a list such as 0-3,8; spec.cpus.shared: `99999999` must be a list such as 0-3,8"));
    }

    [Test]
    public void Free_CPUs_are_those_that_are_neither_reserved_nor_held()
    {
        KvmHost host = new() { Spec = new KvmHostSpec { Cpus = new HostCpuSpec { Reserved = "0-1" } } };

        Assert.That(HostStatusBuilder.Build(host, Given.Host, [Given.Machine()], [], "1.0.0", Given.Now).Cpus, Is.EqualTo("5/6"));
    }

    [Test]
    public void Agent_elsewhere_says_that_it_cannot_see_what_the_host_uses()
    {
        Assert.That(Status(Given.HostWith()).Conditions.Find(KvmHostConditionTypes.HostUseVisible)?.Reason, Is.EqualTo(KvmHostReasons.AgentElsewhere));
        Assert.That(Status(Given.HostWith().Seen()).Conditions.Find(KvmHostConditionTypes.HostUseVisible)?.Status, Is.EqualTo(ConditionStatus.True));
    }

    private static KvmHostStatus Status(HostInventory host, string[]? listed = null, params LustreMachine[] machines) => HostStatusBuilder.Build(
        new KvmHost { Spec = Given.Listing(listed ?? [.. host.PciDevices.Select(device => device.Address.ToString())]) }, host, machines, [], "1.0.0", Given.Now);
}
