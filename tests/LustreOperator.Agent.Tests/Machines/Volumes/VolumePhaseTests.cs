using LustreOperator.Api;

namespace LustreOperator.Agent.Tests;

/// <summary>What volumes hold back, and what they tell.</summary>
internal sealed class VolumePhaseTests
{
    [Test]
    public void Machine_without_a_domain_waits_for_all_of_its_volumes()
    {
        PhasePlan plan = Plan(Given.Nothing(Given.Machine()));

        Assert.That((plan.Holds, plan.GoesOn, plan.Fault), Is.EqualTo((PhaseHold.Everything, true, (MachineFault?)null)));
    }

    [Test]
    public void Domain_that_is_off_is_not_started_before_a_new_disk_has_its_volume()
    {
        PhasePlan plan = Plan(Grown(Given.Domain(Given.Machine(), DomainState.ShutOff)));

        Assert.That((plan.Holds, plan.HoldsFor, plan.GoesLast), Is.EqualTo((PhaseHold.Start, (MachineFault?)null, true)));
    }

    [Test]
    public void Domain_whose_pool_cannot_be_seen_is_not_started_for_that_fault()
    {
        PhasePlan plan = Plan(Given.Stopped(Given.Domain(Given.Machine(), DomainState.ShutOff)));

        Assert.That((plan.Holds, plan.HoldsFor?.Reason), Is.EqualTo((PhaseHold.Start, (string?)ConditionReasons.StoragePoolMissing)));
    }

    [Test]
    public void Pool_that_cannot_be_seen_is_told_beside_a_machine_that_runs_and_is_no_fault_of_it()
    {
        PhasePlan plan = Plan(Given.Stopped(Given.Domain(Given.Machine(), DomainState.Running)));

        Assert.That((plan.Fault, plan.Beside?.Reason), Is.EqualTo(((MachineFault?)null, (string?)ConditionReasons.StoragePoolMissing)));
    }

    [Test]
    public void Volumes_that_are_all_there_hold_nothing_back_and_are_listed_once_in_order()
    {
        MachineObservation observed = Given.Domain(Given.Machine(), DomainState.ShutOff);
        observed = observed with { Volumes = [Given.Volume("z", "b"), .. observed.Volumes, Given.Volume("z", "b")] };

        PhasePlan plan = Plan(observed);

        string own = $"default/{VolumeNames.Of(observed.Machine, observed.Machine.Spec.Disks[0])}";
        Assert.That((plan.Holds, plan.Beside), Is.EqualTo((PhaseHold.Nothing, (MachineFault?)null)));
        Assert.That(plan.Facts!.Into(new LustreMachineStatus()).Volumes, Is.EqualTo(new[] { own, "z/b" }));
        Assert.That(plan.Conditions.Single().Message, Is.EqualTo($"{own}, z/b"));
    }

    private static PhasePlan Plan(MachineObservation observed) => VolumePhase.Plan(MachineLook.Of(observed));

    private static MachineObservation Grown(MachineObservation observed) => observed with
    {
        Machine = observed.Machine with
        {
            Spec = observed.Machine.Spec with { Disks = [.. observed.Machine.Spec.Disks, new DiskSpec { Name = "scratch", Size = Quantity.Of("1Gi") }] },
        },
    };
}
