using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>Which devices are told of, and what is put right when not all can be.</summary>
internal sealed class DevicePhaseTests
{
    private const string First = "0000:41:00.0";
    private const string Second = "0000:41:00.1";

    [Test]
    public void Functions_are_counted_by_those_of_the_spec_and_listed_as_the_domain_has_them()
    {
        DomainHostDevice other = new() { Address = PciAddress.Parse("0000:01:00.0") };
        MachineObservation observed = Given.Domain(
            Given.MachineWith(First, Second), DomainState.Running, live => live with { HostDevices = [live.HostDevices[0], other] });

        LustreMachineStatus told = Plan(observed).Facts!.Into(new LustreMachineStatus());

        Assert.That(told.Hcas, Is.EqualTo("1/2"));
        Assert.That(told.Devices.Select(device => $"{device}"), Is.EqualTo(new[] { "0000:01:00.0", First }));
    }

    [Test]
    public void Wanted_functions_are_not_those_that_a_full_list_leaves_out()
    {
        DomainHostDevice[] others = [.. Enumerable.Range(0, 80).Select(slot => new DomainHostDevice { Address = PciAddress.Parse($"0000:{slot:x2}:00.0") })];
        MachineObservation observed = Given.Domain(
            Given.MachineWith("0000:f0:00.0"), DomainState.Running, live => live with { HostDevices = [.. others, .. live.HostDevices] });

        Assert.That(Plan(observed).Facts!.Into(new LustreMachineStatus()).Devices[0].ToString(), Is.EqualTo("0000:f0:00.0"));
    }

    [Test]
    public void Function_that_cannot_be_given_leaves_an_interface_to_be_plugged_in()
    {
        LustreMachine machine = Given.Machine(spec => spec with { Networks = [.. spec.Networks, new MachineNetwork { Name = "ib0", Device = PciAddress.Parse(First) }] });
        MachineObservation observed = Given.Domain(machine, DomainState.Running, live => live with { Interfaces = [], HostDevices = [] });

        PhasePlan plan = Plan(observed with { Host = Given.HostWith(), HostSpec = new KvmHostSpec() });

        Assert.That(plan.Actions.OfType<AttachDevice>().Select(attach => attach.Device.GetType()), Is.EqualTo(new[] { typeof(DomainInterface) }));
        Assert.That(plan.Fault?.Reason, Is.EqualTo(ConditionReasons.DeviceAbsent));
    }

    [TestCase(DriftPolicy.Enforce, 1)]
    [TestCase(DriftPolicy.Report, 0)]
    public void Missing_interface_is_told_under_every_policy_and_plugged_in_under_Enforce(DriftPolicy policy, int steps)
    {
        PhasePlan plan = Plan(Given.Domain(Given.Machine(spec => spec with { DriftPolicy = policy }), DomainState.Running, live => live with { Interfaces = [] }));

        Assert.That((plan.Actions.Count, plan.Differences.Count), Is.EqualTo((steps, 1)));
        Assert.That(plan.Conditions.Find(MachineConditionTypes.DevicesInSync)!.Status, Is.EqualTo(ConditionStatus.False));
    }

    private static PhasePlan Plan(MachineObservation observed) => DevicePhase.Plan(MachineLook.Of(observed));
}
