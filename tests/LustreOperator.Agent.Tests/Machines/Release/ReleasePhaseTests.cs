using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

internal sealed class ReleasePhaseTests
{
    [Test]
    public void Running_domain_of_a_deleted_machine_is_asked_to_shut_down() =>
        Assert.That(Plan(Given.Domain(Given.Machine().Deleted(), DomainState.Running)), Is.EqualTo(new[] { nameof(ShutdownDomain) }));

    [Test]
    public void Volumes_go_before_the_definition_by_which_a_killed_agent_finds_them() =>
        Assert.That(Plan(Given.Domain(Given.Machine().Deleted(), DomainState.ShutOff)), Is.EqualTo(new[] { nameof(DeleteVolume), nameof(UndefineDomain) }));

    [TestCase(DiskPurpose.System, ReclaimPolicy.Retain, nameof(DeleteVolume))]
    [TestCase(DiskPurpose.Data, ReclaimPolicy.Retain, nameof(KeepVolume))]
    [TestCase(DiskPurpose.Data, ReclaimPolicy.Delete, nameof(DeleteVolume))]
    public void Data_disk_is_kept_unless_its_reclaim_policy_says_Delete(DiskPurpose purpose, ReclaimPolicy reclaim, string step)
    {
        LustreMachine machine = Given.Machine(spec => spec with { Disks = [new DiskSpec { Name = "d", Size = Quantity.Of("1Gi"), Purpose = purpose, ReclaimPolicy = reclaim }] });

        Assert.That(Plan(Given.Domain(machine.Deleted(), DomainState.ShutOff))[0], Is.EqualTo(step));
    }

    [Test]
    public void Data_volume_whose_disk_has_left_the_spec_is_kept()
    {
        LustreMachine machine = Given.Machine(spec => spec with { Disks = [] });
        string name = VolumeNames.Of(machine, new DiskSpec { Name = "old", Purpose = DiskPurpose.Data });

        MachineObservation observed = Given.Nothing(machine.Deleted()) with { Volumes = [Given.Volume("default", name)] };

        Assert.That(Plan(observed), Is.Empty);
        Assert.That(Given.IsReleased(observed), Is.True);
    }

    [Test]
    public void Volume_left_by_an_agent_killed_before_the_definition_is_deleted()
    {
        LustreMachine machine = Given.Machine();
        MachineObservation observed = Given.Nothing(machine.Deleted()) with { Volumes = [Given.Volume("default", VolumeNames.Of(machine, machine.Spec.Disks[0]))] };

        Assert.That(Plan(observed), Is.EqualTo(new[] { nameof(DeleteVolume) }));
        Assert.That(Given.IsReleased(observed), Is.False);
    }

    [Test]
    public void Foreign_domain_of_the_name_does_not_hold_up_the_release()
    {
        MachineObservation observed = Given.Domain(Given.Machine().Deleted(), DomainState.Running);
        DomainDescription foreign = Given.Description(observed.Domain!.Inactive!.Definition.Marked(null));
        observed = observed with { Domain = observed.Domain with { Inactive = foreign, Live = foreign }, Volumes = [] };

        Assert.That(Plan(observed), Is.Empty);
        Assert.That(Given.IsReleased(observed), Is.True);
    }

    [Test]
    public void Machine_that_is_not_deleted_is_never_released() =>
        Assert.That(Given.IsReleased(Given.Nothing(Given.Machine())), Is.False);

    private static string[] Plan(MachineObservation observed) => [.. MachinePlanner.Plan(observed).Actions.Select(action => action.GetType().Name)];
}
