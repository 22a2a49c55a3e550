using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests.Hosts;

internal sealed class VirtualFunctionPlannerTests
{
    private const string Physical = "0000:41:00.0";

    [Test]
    public void Physical_function_is_given_the_virtual_ones_that_the_admin_wants() =>
        Assert.That(Plan(Host(0), wanted: 2).Steps, Is.EqualTo((MakeVirtualFunctions[])[new(PciAddress.Parse(Physical), 2, 0)]));

    [TestCase(2, 2)]
    [TestCase(3, null)]
    public void Number_that_is_right_or_not_asked_for_stays(int there, int? wanted)
    {
        VirtualFunctionPlan plan = Plan(Host(there), wanted);

        Assert.That((plan.Steps.Count, plan.Faults.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Number_changes_while_nobody_uses_them() => Assert.That(Plan(Host(2), wanted: 4).Steps, Has.Count.EqualTo(1));

    [Test]
    public void Number_never_changes_while_a_machine_has_one() =>
        Refuses(Host(2), 4, [Given.MachineWith("0000:41:00.2")], KvmHostReasons.FunctionsInUse, "0000:41:00.2 belongs to machine qa/ha-oss-0");

    [Test]
    public void Number_never_changes_while_somebody_elses_domain_has_one() =>
        Refuses(Host(2).Held("theirs", "0000:41:00.1"), 0, [], KvmHostReasons.FunctionsInUse, "0000:41:00.1 belongs to domain theirs");

    [Test]
    public void Number_never_changes_while_the_host_uses_one() =>
        Refuses(Host(2, ("0000:41:00.1", "interface eth3 has address 10.0.0.1/24")), 4, [], KvmHostReasons.FunctionsInUse, "0000:41:00.1 is used by the host");

    [Test]
    public void Host_may_use_the_physical_function_itself() =>
        Assert.That(Plan(Host(0, (Physical, "interface ib0 has address 10.0.0.1/24")), wanted: 2).Steps, Has.Count.EqualTo(1));

    [Test]
    public void Physical_function_that_a_machine_has_gets_none() =>
        Refuses(Host(0), 2, [Given.MachineWith(Physical)], KvmHostReasons.FunctionsInUse, "0000:41:00.0 belongs to machine qa/ha-oss-0");

    [TestCase("vfio-pci")]
    [TestCase("mlx5_vfio_pci")]
    [TestCase("pci-stub")]
    public void Physical_function_that_is_held_for_a_guest_gets_none(string driver)
    {
        HostInventory host = Host(0);
        host = host with { PciDevices = [.. host.PciDevices.Select(device => device with { Driver = driver })] };

        Refuses(host, 2, [], KvmHostReasons.FunctionsInUse, $"{Physical} is on {driver}");
    }

    [Test]
    public void Agent_elsewhere_says_what_to_do_on_the_host()
    {
        HostInventory elsewhere = Host(1) with { Files = null };
        Refuses(elsewhere, 2, [], KvmHostReasons.AgentElsewhere, "echo 2 > /sys/bus/pci/devices/0000:41:00.0/sriov_numvfs");
    }

    [Test]
    public void More_than_the_hardware_has_is_refused() => Refuses(Host(0), 9, [], KvmHostReasons.FunctionsRefused, "it can have at most 4");

    [Test]
    public void Absent_function_is_named() =>
        Assert.That(Plan(Given.HostWith().Seen(), wanted: 2).Faults.Single().Reason, Is.EqualTo(ConditionReasons.DeviceAbsent));

    private static void Refuses(HostInventory host, int wanted, LustreMachine[] machines, string reason, string words)
    {
        VirtualFunctionPlan plan = Plan(host, wanted, machines);
        Assert.That(plan.Steps, Is.Empty);
        Assert.That(plan.Faults.Single().Reason, Is.EqualTo(reason));
        Assert.That(plan.Faults.Single().Message, Does.Contain(words));
    }

    private static VirtualFunctionPlan Plan(HostInventory host, int? wanted, params LustreMachine[] machines) => VirtualFunctionPlanner.Plan(
        new KvmHost { Spec = new KvmHostSpec { Devices = [new HostDeviceSpec { Address = Physical, VirtualFunctions = wanted }] } }, host, machines);

    private static HostInventory Host(int functions, params (string Address, string? Use)[] uses)
    {
        PciDevice[] made = [.. Enumerable.Range(1, functions).Select(number => Given.Function($"0000:41:00.{number}", group: 100 + number))];
        return Given.HostWith(
        [
            Given.Function(Physical) with { MaxVirtualFunctions = 4, VirtualFunctions = made.Select(function => function.Address).ToValueList() },
            .. made.Select(function => function with { PhysicalFunction = PciAddress.Parse(Physical) }),
        ]).Seen(uses);
    }
}
