using LustreOperator.Api;

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

    private static IReadOnlyList<Condition> Written(string type) =>
        new[] { new Condition { Type = type, Status = ConditionStatus.False, Reason = s_long.Reason, Message = s_long.Message } }
            .WithTransitions(previous: null, Given.Now);
}
