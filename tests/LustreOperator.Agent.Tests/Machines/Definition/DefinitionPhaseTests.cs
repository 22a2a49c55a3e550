using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>What the next start is made from, and what the status tells of the domain.</summary>
internal sealed class DefinitionPhaseTests
{
    [Test]
    public void Domain_is_told_by_what_runs_of_it()
    {
        MachineObservation observed = Given.Domain(
            Given.Machine(), DomainState.Running, live => live with { MemoryKiB = 128 << 10, EmulatorPin = CpuSet.Of(5), VcpuPins = [new Libvirt.VcpuPin(0, CpuSet.Of(3, 4))] });

        DomainStatus told = Told(observed)!;

        Assert.That((told.Name, told.State, $"{told.HeldCpus}", told.Memory?.ToString(), told.Vcpus), Is.EqualTo(("qa.ha-oss-0", DomainState.Running, "3-5", "128Mi", (int?)1)));
    }

    [TestCase(CpuPinning.Shared, DomainState.Running)]
    [TestCase(CpuPinning.Dedicated, DomainState.ShutOff)]
    public void Cpus_are_held_only_by_what_runs_on_dedicated_ones(CpuPinning pinning, DomainState state) =>
        Assert.That(Told(Given.Domain(Given.Machine(spec => spec with { Cpu = spec.Cpu with { Pinning = pinning } }), state))!.HeldCpus, Is.Null);

    [Test]
    public void Machine_without_a_domain_tells_none() => Assert.That(Told(Given.Nothing(Given.Machine())), Is.Null);

    [TestCase(DriftPolicy.Enforce, true)]
    [TestCase(DriftPolicy.Report, false)]
    public void Definition_that_differs_is_put_right_for_the_next_start_under_Enforce(DriftPolicy policy, bool isDefined)
    {
        MachineObservation observed = Given.Domain(Given.Machine(spec => spec with { DriftPolicy = policy }), DomainState.Running);
        DomainDescription changed = Given.Description(observed.Domain!.Inactive!.Definition with { VCpus = 4, MemoryKiB = 1024 });

        DefineDomain? define = Plan(observed with { Domain = observed.Domain with { Inactive = changed } }).Actions.OfType<DefineDomain>().SingleOrDefault();

        Assert.That((define?.Why, define?.IsNew), Is.EqualTo(isDefined ? ("vcpus, memory", (bool?)false) : (null, null)));
    }

    private static PhasePlan Plan(MachineObservation observed) => DefinitionPhase.Plan(MachineLook.Of(observed));

    private static DomainStatus? Told(MachineObservation observed) => Plan(observed).Facts!.Into(new LustreMachineStatus()).Domain;
}
