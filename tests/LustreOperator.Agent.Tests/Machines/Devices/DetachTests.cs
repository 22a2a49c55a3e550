using System.Collections.Immutable;
using LustreOperator.Api;
using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests.Passthrough;

/// <summary>Functions plugged in and out of a machine that runs.</summary>
internal sealed class DetachTests
{
    private const string Hca = "0000:41:00.0";
    private const string Key = "hostdev 0000:41:00.0";

    [Test]
    public void Function_that_left_the_spec_is_asked_back_from_the_guest() =>
        Assert.That(MachinePlanner.Plan(Surplus()).Actions.OfType<DetachDevice>().Single().Device.Key, Is.EqualTo(Key));

    [Test]
    public void Guest_that_was_asked_a_moment_ago_is_given_time()
    {
        MachineObservation asked = Surplus(TimeSpan.FromSeconds(10));
        MachinePlan plan = MachinePlanner.Plan(asked);

        Assert.That(plan.Actions.OfType<DetachDevice>(), Is.Empty);
        Assert.That(plan.LookAgainAfter, Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That(RestartRequired(asked).Status, Is.EqualTo(ConditionStatus.False));
    }

    [Test]
    public void Guest_that_never_lets_go_needs_a_restart_and_is_told_so()
    {
        MachineObservation asked = Surplus(TimeSpan.FromSeconds(31));

        Assert.That(MachinePlanner.Plan(asked).Actions.OfType<DetachDevice>(), Is.Empty);
        Assert.That((RestartRequired(asked).Status, RestartRequired(asked).Reason), Is.EqualTo((ConditionStatus.True, MachineReasons.GuestKeepsDevice)));
        Assert.That(RestartRequired(asked).Message, Does.Contain(Key).And.Contain("the guest was asked to let go of it and has not"));
    }

    [Test]
    public void Guest_is_asked_again_in_the_end() =>
        Assert.That(MachinePlanner.Plan(Surplus(TimeSpan.FromMinutes(5))).Actions.OfType<DetachDevice>(), Is.Not.Empty);

    [Test]
    public void Disk_that_left_the_spec_is_never_pulled()
    {
        LustreMachine machine = Given.Machine();
        MachineObservation runs = Given.Domain(machine, DomainState.Running);
        runs = runs with { Machine = machine with { Spec = machine.Spec with { Disks = [] } } };

        Assert.That(MachinePlanner.Plan(runs).Actions.Where(action => action is DetachDevice), Is.Empty);
        Assert.That(RestartRequired(runs).Status, Is.EqualTo(ConditionStatus.True));
    }

    [Test]
    public void New_function_is_plugged_in_while_a_port_is_free()
    {
        Assert.That(MachinePlanner.Plan(Missing(ports: 1)).Actions.OfType<AttachDevice>().Single().Device.Key, Is.EqualTo(Key));
    }

    [Test]
    public void New_function_without_a_free_port_needs_a_restart()
    {
        MachineObservation full = Missing(ports: 0);

        Assert.That(MachinePlanner.Plan(full).Actions.OfType<AttachDevice>(), Is.Empty);
        Assert.That(RestartRequired(full).Reason, Is.EqualTo(MachineReasons.NoFreePciePort));
        Assert.That(RestartRequired(full).Message, Does.Contain("no PCI Express port of the domain is free"));
    }

    [Test]
    public void History_forgets_a_device_that_is_gone()
    {
        var time = new ManualTimeProvider();
        var history = new DetachHistory(time);
        history.Asked("uid", Key);
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.That(history.Of("uid", [Key])[Key], Is.EqualTo(TimeSpan.FromSeconds(3)));
        Assert.That(history.Of("uid", []), Is.Empty);
        Assert.That(history.Of("uid", [Key]), Is.Empty);
    }

    private static MachineObservation Surplus(TimeSpan? asked = null)
    {
        LustreMachine machine = Given.MachineWith(Hca);
        MachineObservation runs = Given.Domain(machine, DomainState.Running);
        return runs with
        {
            Machine = machine with { Spec = machine.Spec with { Networks = [] } },
            DetachesAsked = asked is { } since ? ImmutableDictionary<string, TimeSpan>.Empty.Add(Key, since) : ImmutableDictionary<string, TimeSpan>.Empty,
        };
    }

    private static MachineObservation Missing(int ports)
    {
        LustreMachine machine = Given.MachineWith(Hca);
        MachineObservation runs = Given.Domain(machine, DomainState.Running, live => live with { HostDevices = [] });
        return runs with { Domain = runs.Domain! with { Live = runs.Domain.Live! with { FreePciePorts = ports } } };
    }

    private static Condition RestartRequired(MachineObservation observed) =>
        Given.Status(observed).Conditions.Find(MachineConditionTypes.RestartRequired)!;
}
