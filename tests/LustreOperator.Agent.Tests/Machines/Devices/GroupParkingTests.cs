using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests.Passthrough;

internal sealed class GroupParkingTests
{
    private const string Hca = "0000:41:00.0";
    private const string Sibling = "0000:41:00.1";

    private static readonly PciAddress s_sibling = PciAddress.Parse(Sibling);

    [Test]
    public void Sibling_is_noted_then_taken_and_only_then_the_domain_starts()
    {
        MachinePlan plan = MachinePlanner.Plan(Off(parked: []));

        Assert.That(plan.Actions.Select(action => action.GetType()), Is.EqualTo((Type[])[typeof(MarkParked), typeof(ParkFunction), typeof(StartDomain)]));
        Assert.That(plan.Actions.OfType<MarkParked>().Single().Mark.Parked, Is.EqualTo((ValueList<PciAddress>)[s_sibling]));
    }

    [Test]
    public void Agent_that_was_killed_after_the_note_takes_the_sibling_and_notes_nothing_twice() => Assert.That(
        MachinePlanner.Plan(Off(parked: [s_sibling])).Actions.Select(action => action.GetType()), Is.EqualTo((Type[])[typeof(ParkFunction), typeof(StartDomain)]));

    [Test]
    public void Sibling_that_has_no_host_driver_is_left_as_it_is() =>
        Assert.That(MachinePlanner.Plan(Off(parked: [], driver: "vfio-pci")).Actions, Has.All.InstanceOf<StartDomain>());

    [Test]
    public void Machine_that_is_switched_off_gives_its_siblings_back_and_then_forgets_them()
    {
        MachineObservation off = Off(parked: [s_sibling], driver: "vfio-pci");
        MachinePlan plan = MachinePlanner.Plan(off with { Machine = off.Machine with { Spec = off.Machine.Spec with { PowerState = PowerState.Off } } });

        Assert.That(plan.Actions.Select(action => action.GetType()), Is.EqualTo((Type[])[typeof(ReturnFunction), typeof(MarkParked)]));
        Assert.That(plan.Actions.OfType<MarkParked>().Single().Mark.Parked.Count, Is.Zero);
    }

    [Test]
    public void Machine_that_is_deleted_gives_its_siblings_back_before_its_definition_goes()
    {
        MachineObservation off = Off(parked: [s_sibling], driver: "vfio-pci");
        MachinePlan plan = MachinePlanner.Plan(off with { Machine = off.Machine.Deleted() });

        Assert.That(plan.Actions[0], Is.InstanceOf<ReturnFunction>());
        Assert.That(plan.Actions[^1], Is.InstanceOf<UndefineDomain>());
    }

    [Test]
    public void Sibling_of_a_group_that_another_domain_has_part_of_by_now_is_left_alone_and_remembered()
    {
        MachineObservation off = Off(parked: [s_sibling], driver: "vfio-pci");
        off = off with { Host = off.Host!.Held("theirs", Sibling) };

        Assert.That(MachinePlanner.Plan(off with { Machine = off.Machine with { Spec = off.Machine.Spec with { PowerState = PowerState.Off } } }).Actions, Is.Empty);
    }

    [Test]
    public void Sibling_that_is_gone_from_the_host_is_forgotten()
    {
        MachineObservation off = Off(parked: [s_sibling], driver: "vfio-pci");
        off = off with { Host = Given.HostWith(Given.Function(Hca, group: 8)) };

        Assert.That(
            MachinePlanner.Plan(off with { Machine = off.Machine with { Spec = off.Machine.Spec with { PowerState = PowerState.Off } } }).Actions.Select(action => action.GetType()),
            Is.EqualTo((Type[])[typeof(MarkParked)]));
    }

    [Test]
    public void Function_that_leaves_while_its_neighbour_stays_is_noted_to_be_given_back_at_the_end()
    {
        LustreMachine both = Given.MachineWith(Hca, Sibling);
        MachineObservation runs = Given.Domain(both, DomainState.Running) with
        {
            Host = Given.HostWith(Given.Function(Hca, group: 8, driver: "vfio-pci"), Given.Function(Sibling, group: 8, driver: "vfio-pci")),
            HostSpec = Given.Listing(Hca, Sibling),
        };
        runs = runs with { Machine = both with { Spec = both.Spec with { Networks = [both.Spec.Networks[0]] } } };
        MachinePlan plan = MachinePlanner.Plan(runs);

        Assert.That(plan.Actions.Where(action => action is not DefineDomain).Select(action => action.GetType()), Is.EqualTo((Type[])[typeof(MarkParked), typeof(DetachDevice)]));
        Assert.That(plan.Actions.OfType<MarkParked>().Single().Mark.Parked, Is.EqualTo((ValueList<PciAddress>)[s_sibling]));
    }

    [Test]
    public void Running_machine_keeps_its_siblings_parked_and_its_status_says_so()
    {
        MachineObservation runs = Running(parked: [s_sibling]);
        LustreMachineStatus status = Given.Status(runs, host: runs.Host!);

        Assert.That(MachinePlanner.Plan(runs).Actions, Is.Empty);
        Assert.That(status.ParkedDevices, Is.EqualTo(new[] { s_sibling }));
        Assert.That(status.Conditions.Find(MachineConditionTypes.DevicesInSync)?.Message, Does.Contain("0000:41:00.1 of the same IOMMU group is parked"));
    }

    [Test]
    public void Running_machine_that_lost_its_function_for_good_gives_the_sibling_back()
    {
        MachineObservation runs = Running(parked: [s_sibling]);
        runs = runs with { Machine = runs.Machine with { Spec = runs.Machine.Spec with { Networks = [] } } };
        DomainDescription live = runs.Domain!.Live!;
        runs = runs with { Domain = runs.Domain with { Live = live with { Definition = live.Definition with { HostDevices = [] } } } };

        Assert.That(MachinePlanner.Plan(runs).Actions.Where(action => action is not DefineDomain).Select(action => action.GetType()), Is.EqualTo((Type[])[typeof(ReturnFunction), typeof(MarkParked)]));
    }

    private static MachineObservation Off(ValueList<PciAddress> parked, string driver = "e1000e") => On(DomainState.ShutOff, parked, driver);

    private static MachineObservation Running(ValueList<PciAddress> parked) => On(DomainState.Running, parked, "vfio-pci");

    private static MachineObservation On(DomainState state, ValueList<PciAddress> parked, string driver)
    {
        MachineObservation observed = Given.Domain(Given.MachineWith(Hca), state);
        DomainDescription Marked(DomainDescription description) =>
            description with { Definition = description.Definition.Marked(description.Definition.Mark! with { Parked = parked }) };
        return observed with
        {
            Domain = observed.Domain! with
            {
                Inactive = Marked(observed.Domain.Inactive!),
                Live = observed.Domain.Live is { } live ? Marked(live) : null,
            },
            Host = Given.HostWith(Given.Function(Hca, group: 8), Given.Function(Sibling, group: 8, driver: driver)),
            HostSpec = Given.Listing(Hca, Sibling),
        };
    }
}
