namespace LustreOperator.Api.Tests;

/// <summary>What a machine holds of its host, by its spec and its status.</summary>
internal sealed class MachineHoldingTests
{
    private static readonly PciAddress s_first = PciAddress.Parse("0000:41:00.0");
    private static readonly PciAddress s_second = PciAddress.Parse("0000:42:00.0");

    private static readonly LustreMachine s_machine = new()
    {
        Spec = new LustreMachineSpec
        {
            Cpu = new MachineCpu { Count = 2, VcpuPins = [new VcpuPin { Vcpu = 0, Cpus = [2] }, new VcpuPin { Vcpu = 1, Cpus = [3] }], EmulatorCpus = [4] },
            Memory = new MachineMemory { Size = Quantity.Of("2Gi") },
            Networks = [new MachineNetwork { Name = "lnet", Device = s_first }, new MachineNetwork { Name = "eth", Bridge = "br0" }],
        },
    };

    [Test]
    public void Machine_without_a_domain_holds_what_its_spec_says()
    {
        var held = MachineHolding.Of(s_machine);

        Assert.That(($"{held.Dedicated}", $"{held.Shared}", $"{held.Devices}", held.MemoryKiB), Is.EqualTo(("2-4", "", $"[{s_first}]", 2L << 20)));
    }

    [Test]
    public void Domain_that_is_not_off_holds_also_what_it_still_has()
    {
        var held = MachineHolding.Of(Runs(new LustreMachineStatus
        {
            Domain = new DomainStatus { HeldCpus = [7], Memory = Quantity.Of("3Gi") },
            VcpuPins = [new VcpuPin { Vcpu = 0, Cpus = [9] }, new VcpuPin { Vcpu = 1, Cpus = [0, 1] }],
            Devices = [s_second, s_first],
        }));

        Assert.That(($"{held.Dedicated}", $"{held.Devices}", held.MemoryKiB), Is.EqualTo(("2-4,7,9", $"[{s_first}, {s_second}]", 3L << 20)), "a vCPU that is loose owns nothing");
    }

    [Test]
    public void Domain_that_is_off_holds_nothing_of_its_own()
    {
        LustreMachine off = Runs(new LustreMachineStatus { Domain = new DomainStatus { HeldCpus = [7], Memory = Quantity.Of("3Gi") }, Devices = [s_second] }, DomainState.ShutOff);

        Assert.That(MachineHolding.Of(off), Is.EqualTo(MachineHolding.Of(s_machine)));
    }

    [Test]
    public void Machine_that_shares_has_no_CPU_of_its_own_and_runs_on_all_that_its_vCPUs_do()
    {
        LustreMachine runs = Runs(new LustreMachineStatus { Domain = new DomainStatus(), VcpuPins = [new VcpuPin { Vcpu = 0, Cpus = [0, 1] }] });

        var held = MachineHolding.Of(runs with { Spec = runs.Spec with { Cpu = runs.Spec.Cpu with { Pinning = CpuPinning.Shared } } });

        Assert.That(($"{held.Dedicated}", $"{held.Shared}"), Is.EqualTo(("", "0-4")));
    }

    private static LustreMachine Runs(LustreMachineStatus status, DomainState state = DomainState.Running) =>
        s_machine with { Status = status with { Domain = status.Domain! with { State = state } } };
}
