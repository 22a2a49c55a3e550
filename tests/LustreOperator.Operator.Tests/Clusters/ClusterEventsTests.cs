using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator.Tests;

internal sealed class ClusterEventsTests
{
    private static readonly LustreMachine[] s_machines = Given.Machines(Given.Cluster());

    [Test]
    public void Step_without_a_word_is_not_told() =>
        Assert.That(ClusterEvents.Of([new AddClusterFinalizer(Given.Cluster()), new HoldHost(Given.Host)]), Is.Empty);

    [Test]
    public void Machines_that_are_made_together_are_told_of_together_and_others_each()
    {
        Assert.That(
            ClusterEvents.Of([new CreateMachine(s_machines[0]), new CreateMachine(s_machines[1])]),
            Is.EqualTo(new[] { ("MachineCreated", "create 2 machines: ha-oss-0 on kvm1, ha-oss-1 on kvm1") }));
        Assert.That(
            ClusterEvents.Of([new DeleteMachine(s_machines[0], "a"), new DeleteMachine(s_machines[1], "b")]),
            Is.EqualTo(new[] { ("MachineDeleted", "delete machine ha-oss-0: a"), ("MachineDeleted", "delete machine ha-oss-1: b") }));
    }

    [Test]
    public void Admission_is_not_told_and_a_change_is()
    {
        UpdateMachine Update(bool admit) => new(s_machines[0], s_machines[0].Spec, "", "why", admit);

        Assert.That(ClusterEvents.Of([Update(admit: true)]), Is.Empty);
        Assert.That(ClusterEvents.Of([Update(admit: false)]), Has.Exactly(1).Items);
    }

    [TestCase(null, "Other", ConditionStatus.False, true, TestName = "Condition_that_comes_is_told")]
    [TestCase(ConditionStatus.False, "why", ConditionStatus.False, false, TestName = "Condition_that_stays_is_told_once")]
    [TestCase(ConditionStatus.False, "Other", ConditionStatus.False, true, TestName = "Condition_with_other_words_is_told_again")]
    [TestCase(ConditionStatus.True, "Other", ConditionStatus.True, false, TestName = "Good_news_with_other_words_is_no_news")]
    [TestCase(ConditionStatus.False, "why", ConditionStatus.True, true, TestName = "Condition_that_turns_is_told")]
    public void News(ConditionStatus? before, string words, ConditionStatus now, bool isTold)
    {
        Condition[] known = before is { } status ? [Condition(status, words)] : [];

        Assert.That(
            ClusterEvents.Begun(known, [Condition(now, "why")], [new ToldCondition(Condition(now, "why"), EventType.Warning)]).Any(), Is.EqualTo(isTold));
    }

    [Test]
    public void Condition_for_which_no_Event_stands_is_never_told() =>
        Assert.That(ClusterEvents.Begun([], [Condition(ConditionStatus.False, "why")], [new ToldCondition(Condition(ConditionStatus.False, "why"), null)]), Is.Empty);

    private static Condition Condition(ConditionStatus status, string message) => new() { Type = "Placed", Status = status, Reason = "Test", Message = message };
}
