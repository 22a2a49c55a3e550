using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>What of a reconcile is told in Events. Pure.</summary>
internal static class ClusterEvents
{
    /// <summary>Reason and message of the Events of steps that were done; machines that are made together are told of together.</summary>
    public static IEnumerable<(string Reason, string Message)> Of(IReadOnlyList<ClusterAction> done)
    {
        foreach (ClusterAction action in done.Where(action => action.Reason is not null && action is not CreateMachine))
        {
            yield return (action.Reason!, action.Describe());
        }

        CreateMachine[] created = [.. done.OfType<CreateMachine>()];
        if (created.Length > 0)
        {
            string text = created.Length == 1 ? created[0].Describe()
                : $"create {created.Length} machines: {string.Join(", ", created.Select(create => $"{create.Machine.Metadata.Name} on {create.Machine.Spec.Host}"))}";
            yield return (created[0].Reason!, text);
        }
    }

    /// <summary>The conditions that people wait for or must do something about, where they come or their words change.</summary>
    /// <param name="before">The conditions until now.</param>
    /// <param name="now">The conditions as they were written.</param>
    /// <param name="told">Which of them Events tell of.</param>
    public static IEnumerable<(EventType Type, Condition Condition)> Begun(
        IReadOnlyList<Condition>? before, IReadOnlyList<Condition> now, IReadOnlyList<ToldCondition> told) =>
        from said in told
        where said.Event is not null
        let condition = now.Find(said.Condition.Type)
        where condition is not null
        let known = before.Find(condition.Type)
        where known?.Status != condition.Status || (condition.Status != ConditionStatus.True && known.Message != condition.Message)
        select (said.Event!.Value, condition);
}
