using LustreOperator.Api;
using VcpuPin = LustreOperator.Libvirt.VcpuPin;

namespace LustreOperator.Agent.Tests;

/// <summary>Where vCPUs run: what is told and what is done about it.</summary>
internal sealed class PinPhaseTests
{
    [Test]
    public void Pin_is_a_value_until_the_status_is_written()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.Running, live => live with { VcpuPins = [new VcpuPin(0, CpuSet.Of(5, 6, 7))] });

        PhasePlan plan = Plan(observed);

        var wrong = (VcpuPinDifference)plan.Differences.Single();
        var repair = (PinVcpu)plan.Actions.Single();
        Assert.That((wrong.Vcpu, wrong.Wanted, wrong.Found), Is.EqualTo((0, CpuSet.Of(3), CpuSet.Of(5, 6, 7))));
        Assert.That((repair.Vcpu, repair.Cpus, repair.Actual), Is.EqualTo((0, CpuSet.Of(3), CpuSet.Of(5, 6, 7))));
        Assert.That(wrong.Text, Is.EqualTo(new DriftText("vcpuPins[0]", "3", "5-7")));
        Assert.That(plan.Facts!.Into(new LustreMachineStatus()).VcpuPins.Single().Cpus, Is.EqualTo(CpuSet.Parse("5-7")));
    }

    [TestCase(DomainState.Running, null, "2/2")]
    [TestCase(DomainState.Running, 1, "1/2")]
    [TestCase(DomainState.ShutOff, null, "0/2")]
    public void Pins_count_the_vcpus_that_are_plugged_in_and_where_they_should_be(DomainState state, int? online, string pins)
    {
        MachineObservation observed = Given.Domain(
            Given.Machine(spec => spec with { Cpu = spec.Cpu with { Count = 2, VcpuPins = [new() { Vcpu = 0, Cpus = CpuSet.Parse("3") }, new() { Vcpu = 1, Cpus = CpuSet.Parse("2") }] } }), state);
        if (online is { } plugged)
        {
            observed = observed with { Domain = observed.Domain! with { Live = observed.Domain.Live! with { OnlineVCpus = plugged } } };
        }

        Assert.That(Told(observed).Pins, Is.EqualTo(pins));
    }

    [Test]
    public void Emulator_is_told_where_it_is() =>
        Assert.That(
            Told(Given.Domain(Given.Machine(), DomainState.Running, live => live with { EmulatorPin = CpuSet.Of(0, 1) })).EmulatorCpus, Is.EqualTo(CpuSet.Parse("0-1")));

    [TestCase(DriftPolicy.Enforce, 1)]
    [TestCase(DriftPolicy.Report, 0)]
    public void Wrong_pins_are_told_under_every_policy_and_put_right_under_Enforce(DriftPolicy policy, int steps)
    {
        PhasePlan plan = Plan(Given.Domain(Given.Machine(spec => spec with { DriftPolicy = policy }), DomainState.Running, live => live with { EmulatorPin = CpuSet.Of(1) }));

        Assert.That((plan.Actions.Count, plan.Differences.Count), Is.EqualTo((steps, 1)));
        Assert.That(plan.Conditions.Find(MachineConditionTypes.PinsInSync)!.Status, Is.EqualTo(ConditionStatus.False));
    }

    [Test]
    public void Domain_that_runs_on_a_host_that_was_never_read_is_not_said_not_to_run() =>
        Assert.That(Plan(Given.Domain(Given.Machine(), DomainState.Running)).Conditions.Find(MachineConditionTypes.NumaLocal), Is.Null);

    [Test]
    public void Locality_of_a_domain_that_is_off_is_not_known()
    {
        Condition told = Plan(Given.Domain(Given.Machine(), DomainState.ShutOff)).Conditions.Find(MachineConditionTypes.NumaLocal)!;

        Assert.That((told.Status, told.Reason), Is.EqualTo((ConditionStatus.Unknown, MachineReasons.NotRunning)));
    }

    private static PhasePlan Plan(MachineObservation observed) => PinPhase.Plan(MachineLook.Of(observed));

    private static LustreMachineStatus Told(MachineObservation observed) => Plan(observed).Facts!.Into(new LustreMachineStatus());
}
