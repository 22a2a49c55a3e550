using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests.Passthrough;

internal sealed class FunctionRulesTests
{
    private const string First = "0000:41:00.0";
    private const string Second = "0000:41:00.1";

    private static readonly PciDevice s_first = Given.Function(First, group: 8);
    private static readonly PciDevice s_second = Given.Function(Second, group: 8);

    [Test]
    public void Agent_elsewhere_offers_what_the_admin_lists_and_nothing_else()
    {
        HostInventory host = Given.HostWith(Given.Function(First), Given.Function("0000:42:00.0"));

        Assert.That(WhyNot(host, First, Given.Listing(First)), Is.Null);
        Assert.That(WhyNot(host, "0000:42:00.0", Given.Listing(First))?.Reason, Is.EqualTo(MachineReasons.DeviceNotListed));
    }

    [TestCase(0x020000)]
    [TestCase(0x020700)]
    [TestCase(0x0c0600)]
    [TestCase(0x0c0400)]
    public void Agent_on_the_host_offers_hcas_that_it_does_not_use_without_a_word(int classCode) =>
        Assert.That(WhyNot(Given.HostWith(Given.Function(First, classCode: classCode)).Seen(), First, new KvmHostSpec()), Is.Null);

    [TestCase(0x010802)]
    [TestCase(0x0c0330)]
    public void Agent_on_the_host_offers_what_is_no_hca_only_when_listed(int classCode)
    {
        HostInventory host = Given.HostWith(Given.Function(First, classCode: classCode)).Seen();

        Assert.That(WhyNot(host, First, new KvmHostSpec())?.Reason, Is.EqualTo(MachineReasons.DeviceNotListed));
        Assert.That(WhyNot(host, First, Given.Listing(First)), Is.Null);
    }

    [Test]
    public void Nic_whose_interface_is_in_another_network_namespace_needs_the_admins_word()
    {
        HostInventory host = Given.HostWith(Given.Function(First)).Seen();
        host = host with { Files = host.Files!.ToDictionary(facts => facts.Key, facts => facts.Value with { Interfaces = [] }) };

        Assert.That(WhyNot(host, First, new KvmHostSpec())?.Reason, Is.EqualTo(MachineReasons.DeviceNotListed));
    }

    [Test]
    public void Function_that_the_host_uses_is_never_offered_not_even_when_listed() => Assert.That(
        WhyNot(Given.HostWith(Given.Function(First)).Seen((First, "interface eth0 has address 10.0.0.1/24")), First, Given.Listing(First)),
        Is.EqualTo(new MachineFault(MachineReasons.DeviceUsedByHost, "the host uses it: interface eth0 has address 10.0.0.1/24")));

    [Test]
    public void Bridge_is_not_assignable() =>
        Assert.That(WhyNot(Given.HostWith(Given.Function(First, classCode: 0x060400)), First, Given.Listing(First))?.Reason, Is.EqualTo(MachineReasons.DeviceNotAssignable));

    [Test]
    public void Host_without_vfio_offers_nothing()
    {
        HostInventory host = Given.HostWith(Given.Function(First));
        host = host with { Capabilities = host.Capabilities with { VfioSupported = false } };

        Assert.That(WhyNot(host, First, Given.Listing(First))?.Reason, Is.EqualTo(MachineReasons.PassthroughUnsupported));
    }

    [Test]
    public void Physical_function_gives_way_to_its_virtual_ones()
    {
        PciDevice physical = Given.Function(First) with { VirtualFunctions = [PciAddress.Parse(Second)] };
        PciDevice made = Given.Function(Second, group: 9) with { PhysicalFunction = physical.Address };
        HostInventory host = Given.HostWith(physical, made);

        Assert.That(WhyNot(host, First, Given.Listing(First))?.Reason, Is.EqualTo(MachineReasons.DeviceNotAssignable));
        Assert.That(WhyNot(host, Second, Given.Listing(First)), Is.Null);
    }

    [Test]
    public void Physical_function_that_is_to_have_virtual_ones_is_not_offered_before() => Assert.That(
        WhyNot(Given.HostWith(Given.Function(First)), First, new KvmHostSpec { Devices = [new HostDeviceSpec { Address = First, VirtualFunctions = 4 }] })?.Reason,
        Is.EqualTo(MachineReasons.DeviceNotAssignable));

    [Test]
    public void Group_of_which_the_host_uses_a_sibling_is_not_offered() => Assert.That(
        WhyNot(Given.HostWith(s_first, s_second).Seen((Second, "interface eth1 is a port of br0")), First, Given.Listing(First, Second)),
        Is.EqualTo(new MachineFault(MachineReasons.IommuGroupNotViable, "of its IOMMU group 8, 0000:41:00.1 is used by the host: interface eth1 is a port of br0")));

    [Test]
    public void Sibling_that_nobody_knows_of_is_not_parked_without_the_admins_word()
    {
        HostInventory host = Given.HostWith(s_first, s_second);

        Assert.That(WhyNot(host, First, Given.Listing(First))?.Reason, Is.EqualTo(MachineReasons.IommuGroupNotViable));
        Assert.That(WhyNot(host, First, Given.Listing(First, Second)), Is.Null);
    }

    [Test]
    public void Sibling_with_a_host_driver_is_refused_where_the_admin_says_so()
    {
        KvmHostSpec refuse = Given.Listing(First, Second) with { GroupSiblings = GroupSiblings.Refuse };

        Assert.That(WhyNot(Given.HostWith(s_first, s_second), First, refuse)?.Message, Does.EndWith("0000:41:00.1 has the host driver e1000e and KvmHost.spec.groupSiblings is Refuse"));
        Assert.That(WhyNot(Given.HostWith(s_first, s_second with { Driver = "vfio-pci" }), First, refuse), Is.Null);
    }

    [Test]
    public void Sibling_with_virtual_functions_is_never_parked() => Assert.That(
        WhyNot(Given.HostWith(s_first, s_second with { VirtualFunctions = [PciAddress.Parse("0000:41:10.0")] }), First, Given.Listing(First, Second))?.Reason,
        Is.EqualTo(MachineReasons.IommuGroupNotViable));

    [Test]
    public void Siblings_with_host_drivers_are_parked_unless_they_are_passed_too()
    {
        var rules = new FunctionRules(Given.Listing(First, Second), Given.HostWith(s_first, s_second, Given.Function("0000:42:00.0")));

        Assert.That(rules.ToPark([PciAddress.Parse(First)]), Is.EqualTo((PciAddress[])[PciAddress.Parse(Second)]));
        Assert.That(rules.ToPark([PciAddress.Parse(First), PciAddress.Parse(Second)]), Is.Empty);
    }

    private static MachineFault? WhyNot(HostInventory host, string address, KvmHostSpec spec) =>
        new FunctionRules(spec, host).WhyNot(host.Find(PciAddress.Parse(address))!);
}
