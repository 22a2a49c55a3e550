using LustreOperator.Api;
using LustreOperator.Views.Inventory;
using Shapes = LustreOperator.Views.Tests.Topology.Hosts;

namespace LustreOperator.Views.Tests.Inventory;

/// <summary>Who has a PCI function, from all that says so.</summary>
internal sealed class InventoryReaderTests
{
    private const string First = "0000:05:00.0";
    private const string Second = "0000:06:00.0";

    [Test]
    public void Function_that_a_domain_has_though_a_machine_is_to_have_it_is_the_domains()
    {
        DeviceOwner owner = Owner(Device(First) with { Holder = "win10" }, InventoryLabs.Machine("qa", "ha-oss-0", 0, "1", [First]));

        Assert.That((owner.Kind, owner.Words), Is.EqualTo((OwnerKind.Domain, "domain win10, though qa/ha-oss-0 is to have it")));
    }

    [Test]
    public void Function_that_two_machines_claim_is_told_with_both()
    {
        DeviceOwner owner = Owner(
            Device(First) with { Holder = "qa/ha-oss-0" }, InventoryLabs.Machine("qa", "ha-oss-0", 0, "1", [First]), InventoryLabs.Machine("other", "x", 0, "2", [First]));

        Assert.That((owner.Kind, owner.Words), Is.EqualTo((OwnerKind.Contested, "claimed by qa/ha-oss-0 and other/x; qa/ha-oss-0 has it")));
    }

    [Test]
    public void Function_that_another_machine_still_has_is_told_with_both()
    {
        DeviceOwner owner = Owner(Device(First) with { Holder = "other/x" }, InventoryLabs.Machine("qa", "ha-oss-0", 0, "1", [First]));

        Assert.That((owner.Kind, owner.Words), Is.EqualTo((OwnerKind.Contested, "other/x, though qa/ha-oss-0 is to have it")));
    }

    [Test]
    public void Machine_that_may_not_be_listed_is_named_by_the_agent() =>
        Assert.That(Owner(Device(First) with { Holder = "other/x" }), Is.EqualTo(new DeviceOwner(OwnerKind.Machine, "other/x", "other/x")));

    [Test]
    public void Function_that_the_spec_no_longer_wants_is_the_machines_while_its_domain_runs()
    {
        LustreMachine machine = InventoryLabs.Machine("qa", "ha-oss-0", 0, "1", [First]);

        Assert.That(Owner(Device(First), machine with { Spec = machine.Spec with { Networks = [] } }).Words, Is.EqualTo("qa/ha-oss-0 (to be given back)"));
    }

    [Test]
    public void Domain_that_is_shut_off_has_nothing()
    {
        LustreMachine machine = InventoryLabs.Machine("qa", "ha-oss-0", 0, "1", [First]);
        LustreMachine off = machine with
        {
            Spec = machine.Spec with { Networks = [] },
            Status = machine.Status! with { Domain = new DomainStatus { State = DomainState.ShutOff } },
        };

        Assert.That(Owner(Device(First), off).Kind, Is.EqualTo(OwnerKind.Free));
    }

    [Test]
    public void Offered_function_whose_sibling_is_held_is_told_by_whom()
    {
        InventoryModel model = Read(
            [Device(First) with { IommuGroup = 7 }, Device(Second) with { IommuGroup = 7, Holder = "win10" }]);

        Assert.That(
            model.Hosts[0].Devices.Select(device => device.Owner.Words), Is.EqualTo(new[] { "domain win10 has 06:00.0 of its group", "domain win10" }));
    }

    [Test]
    public void Siblings_are_found_by_the_group_where_the_agent_does_not_name_them()
    {
        InventoryModel model = Read([Device(First) with { IommuGroup = 7 }, Device(Second) with { IommuGroup = 7 }]);

        Assert.That(model.Hosts[0].Devices.Select(device => $"{device.GroupSiblings.Single()}"), Is.EqualTo(new[] { Second, First }));
    }

    [Test]
    public void Virtual_function_is_cabled_where_its_physical_one_is()
    {
        InventoryModel model = Read(
            [Device(First), Device("0000:05:00.1") with { VirtualFunction = true, PhysicalFunction = PciAddress.Parse(First) }],
            new KvmHostSpec { Devices = [new HostDeviceSpec { Address = First, Fabric = "ib-a" }] });

        Assert.That(model.Hosts[0].Devices.Select(device => device.Fabric), Is.All.EqualTo("ib-a"));
    }

    [Test]
    public void Disk_controller_concerns_nobody_until_somebody_has_it()
    {
        HostDevice disk = Device(First) with { Class = new PciClass(0x010802), Offered = false };

        Assert.That(Read([disk, disk with { Address = PciAddress.Parse(Second), Holder = "win10" }]).Hosts[0].Devices.Select(device => $"{device.Address}"), Is.EqualTo(new[] { Second }));
    }

    [Test]
    public void Only_node_of_a_host_is_that_of_all_its_functions() =>
        Assert.That(Read([Device(First) with { NumaNode = null }]).Hosts[0].Devices.Single().NumaNode, Is.Zero);

    [Test]
    public void Machines_of_other_hosts_are_left_out()
    {
        InventoryState state = InventoryLabs.Several();

        Assert.That(InventoryReader.Read(state, ["kvm4"]).Machines, Is.Empty);
        Assert.That(InventoryReader.Read(state, ["kvm4", "kvm1"]).Machines.Select(machine => machine.Name), Is.EqualTo(new[] { "qa/ha-oss-0", "qa/ha-oss-1", "other/ha-oss-0" }));
    }

    private static DeviceOwner Owner(HostDevice device, params LustreMachine[] machines) => Read([device], machines: machines).Hosts[0].Devices.Single().Owner;

    private static InventoryModel Read(HostDevice[] devices, KvmHostSpec? spec = null, params LustreMachine[] machines)
    {
        KvmHost host = Shapes.Reported("kvm1", [Shapes.Cell(0, 4, 1, 16, 0)], devices) with { Spec = spec ?? new KvmHostSpec() };
        return InventoryReader.Read(new InventoryState([host], machines, OnlyNamespace: null), []);
    }

    private static HostDevice Device(string address) =>
        new() { Address = PciAddress.Parse(address), Vendor = "15b3", Product = "101b", Class = new PciClass(0x020700), NumaNode = 0, Offered = true };
}
