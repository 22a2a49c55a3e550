using LustreOperator.Api;

namespace LustreOperator.Agent.Tests.Passthrough;

/// <summary>A start, or a plug, of functions that the host no longer has to give.</summary>
internal sealed class FunctionGuardTests
{
    private const string Hca = "0000:41:00.0";

    private static readonly HostInventory s_host = Given.HostWith(Given.Function(Hca, group: 8), Given.Function("0000:41:00.1", group: 8));

    [Test]
    public void Free_function_starts() => Assert.That(Plan(s_host).Actions, Has.Some.InstanceOf<StartDomain>());

    [Test]
    public void Function_that_is_gone_is_absent() => Refuses(Given.HostWith(), ConditionReasons.DeviceAbsent, "PCI function 0000:41:00.0 of host kvm1 (network ib0) is not there");

    [Test]
    public void Function_that_somebody_attached_elsewhere_is_in_use() => Refuses(s_host.Held("theirs", Hca), MachineReasons.DeviceInUse, "belongs to domain theirs now");

    [Test]
    public void Function_whose_sibling_somebody_has_is_refused_with_both_names() =>
        Refuses(s_host.Held("theirs", "0000:41:00.1"), MachineReasons.IommuGroupNotViable, "0000:41:00.1 of the same IOMMU group 8 belongs to domain theirs");

    [Test]
    public void Function_that_the_host_began_to_use_is_left_alone() =>
        Refuses(s_host.Seen((Hca, "interface eth0 has the default route")), MachineReasons.DeviceUsedByHost, "the host uses it: interface eth0 has the default route");

    [Test]
    public void Bridge_is_refused() =>
        Refuses(Given.HostWith(Given.Function(Hca, classCode: 0x060400)), MachineReasons.DeviceNotAssignable, "it is a PCI bridge");

    [Test]
    public void Refusal_touches_no_function_and_is_looked_at_again()
    {
        MachinePlan plan = Plan(s_host.Held("theirs", Hca));

        Assert.That(plan.Actions.Where(action => action is ParkFunction or MarkParked or StartDomain or AttachDevice), Is.Empty);
        Assert.That(plan.LookAgainAfter, Is.Not.Null);
    }

    [Test]
    public void Running_machine_is_not_given_a_function_that_another_has_but_the_rest_is_put_right()
    {
        LustreMachine machine = Given.MachineWith(Hca);
        MachineObservation runs = Given.Domain(machine, DomainState.Running, live => live with { HostDevices = [], EmulatorPin = CpuSet.Of(0) });
        MachinePlan plan = MachinePlanner.Plan(runs with { Host = s_host.Held("theirs", Hca), HostSpec = Given.Listing(Hca, "0000:41:00.1") });

        Assert.That(plan.Actions.Select(action => action.GetType()), Is.EqualTo((Type[])[typeof(PinEmulator)]));
        Assert.That(plan.Fault?.Reason, Is.EqualTo(MachineReasons.DeviceInUse));
    }

    private static void Refuses(HostInventory host, string reason, string words)
    {
        MachineFault? refusal = Plan(host).Fault;
        Assert.That(refusal?.Reason, Is.EqualTo(reason));
        Assert.That(refusal?.Message, Does.Contain(words).And.Contain("kubectl lustre hosts kvm1"));
    }

    private static MachinePlan Plan(HostInventory host) => MachinePlanner.Plan(
        Given.Domain(Given.MachineWith(Hca), DomainState.ShutOff) with { Host = host, HostSpec = Given.Listing(Hca, "0000:41:00.1") });
}
