using LustreOperator.Api;

namespace LustreOperator.Agent.Tests;

internal sealed class AllocationClaimsTests
{
    private static readonly LustreMachine s_first = Given.Machine();

    [Test]
    public void Later_claim_on_a_dedicated_cpu_is_a_conflict() =>
        Assert.That(AllocationClaims.ConflictOf(Later(), [s_first, Later()], host: null), Does.StartWith("host CPUs 3 of host kvm1 belong to machine qa/ha-oss-0"));

    [Test]
    public void Earlier_claim_has_none() => Assert.That(AllocationClaims.ConflictOf(s_first, [s_first, Later()], host: null), Is.Null);

    [Test]
    public void Shared_cpus_are_no_claim()
    {
        LustreMachine shared = Given.Machine(spec => spec with { Cpu = spec.Cpu with { Pinning = CpuPinning.Shared } });

        Assert.That(AllocationClaims.ConflictOf(Later(), [shared], host: null), Is.Null);
    }

    [Test]
    public void Cpu_that_an_earlier_machine_still_holds_is_a_conflict_though_its_spec_has_given_it_up()
    {
        LustreMachine shrunk = Given.Machine(spec => spec with { Cpu = spec.Cpu with { VcpuPins = [], EmulatorCpus = [] } });
        shrunk = shrunk with { Status = new LustreMachineStatus { Domain = new DomainStatus { State = DomainState.Running, HeldCpus = CpuSet.Parse("3") } } };

        Assert.That(AllocationClaims.ConflictOf(Later(), [shrunk], host: null), Is.Not.Null);
    }

    [Test]
    public void Device_of_an_earlier_machine_is_a_conflict()
    {
        LustreMachine first = WithDevice(s_first);
        LustreMachine later = WithDevice(Later(spec => spec with { Cpu = new MachineCpu() }));

        Assert.That(AllocationClaims.ConflictOf(later, [first], host: null), Does.StartWith("devices 0000:41:00.0 of host kvm1"));
    }

    [Test]
    public void Function_of_a_group_that_an_earlier_machine_has_part_of_is_a_conflict()
    {
        HostInventory host = Given.HostWith(Given.Function("0000:41:00.0", group: 8), Given.Function("0000:41:00.1", group: 8));
        LustreMachine later = WithDevice(Later(spec => spec with { Cpu = new MachineCpu() }), "0000:41:00.1");

        Assert.That(
            AllocationClaims.ConflictOf(later, [WithDevice(s_first)], host),
            Does.StartWith("devices 0000:41:00.1 (as part of IOMMU group 8) of host kvm1 belong to machine qa/ha-oss-0"));
    }

    [Test]
    public void Released_machine_claims_nothing()
    {
        LustreMachine released = s_first with
        {
            Status = new LustreMachineStatus { Conditions = [new Condition { Type = MachineConditionTypes.Released, Status = ConditionStatus.True, Reason = MachineReasons.HostReleased }] },
        };

        Assert.That(AllocationClaims.ConflictOf(Later(), [released], host: null), Is.Null);
    }

    private static LustreMachine Later(Func<LustreMachineSpec, LustreMachineSpec>? change = null)
    {
        LustreMachine machine = Given.Machine(change);
        return machine with { Metadata = machine.Metadata with { Name = "late", Uid = "2", CreationTimestamp = Given.Now.AddSeconds(1) } };
    }

    private static LustreMachine WithDevice(LustreMachine machine, string address = "0000:41:00.0") =>
        machine with { Spec = machine.Spec with { Networks = [new MachineNetwork { Name = "ib", Device = PciAddress.Parse(address) }] } };
}
