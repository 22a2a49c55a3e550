using LustreOperator.Api;
using LustreOperator.Resources;

namespace LustreOperator.Agent.Tests;

/// <summary>Which faults are told of in Events: those that begin.</summary>
internal sealed class MachineEventsTests
{
    private static readonly MachineFault s_long = new(ConditionReasons.StoragePoolMissing, new string('x', ConditionList.MaxMessage + 1));

    [Test]
    public void Fault_that_the_status_holds_cut_is_not_told_again() =>
        Assert.That(MachineEvents.Begun(Written(ConditionTypes.Ready), s_long, []), Is.Empty);

    [Test]
    public void Fault_beside_the_machine_that_the_status_holds_cut_is_not_told_again() =>
        Assert.That(MachineEvents.Begun(Written(ConditionTypes.VolumesReady), fault: null, [s_long]), Is.Empty);

    [Test]
    public void Fault_that_is_new_is_told_whole() =>
        Assert.That(MachineEvents.Begun([], fault: null, [s_long]), Is.EqualTo(new[] { s_long }));

    [TestCase(10)]
    [TestCase(5000)]
    public void What_somebody_changed_is_told_once_be_its_text_cut_or_not(int length)
    {
        DomainDifference change = Changed(new string('x', length));
        LustreMachineStatus written = StatusFit.Fit(
            new LustreMachineStatus { Drift = [new DriftEntry { Field = change.Text.Field, Desired = change.Text.Desired, Actual = change.Text.Actual, Since = Given.Now }] },
            ApiResources.MachineStatus,
            StatusLimits.LustreMachine).Status;

        Assert.That(MachineEvents.NewByHand(before: null, [change]), Is.EqualTo(new[] { change }));
        Assert.That(MachineEvents.NewByHand(written, [change]), Is.Empty);
    }

    [Test]
    public void What_the_status_has_no_place_for_is_not_told_at_every_look()
    {
        DomainDifference[] many = [.. Enumerable.Range(0, MachineStatusBuilder.MaxDrift + 1).Select(number => new ForeignDeviceDifference($"disk {number}") { LeftAlone = MachineReasons.DeviceOfOthers })];

        Assert.That(MachineEvents.NewByHand(before: null, many), Has.Exactly(MachineStatusBuilder.MaxDrift).Items);
    }

    private static NameDifference Changed(string name) => new("made", name) { LeftAlone = MachineReasons.DomainRenamed };

    private static IReadOnlyList<Condition> Written(string type) =>
        new[] { new Condition { Type = type, Status = ConditionStatus.False, Reason = s_long.Reason, Message = s_long.Message } }
            .WithTransitions(previous: null, Given.Now);
}
