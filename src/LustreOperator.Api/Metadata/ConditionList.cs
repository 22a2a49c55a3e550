namespace LustreOperator.Api;

/// <summary>Reading and merging of condition lists.</summary>
public static class ConditionList
{
    /// <summary>Longest message that is written; the CRDs allow 32768 characters, and people read fewer.</summary>
    public const int MaxMessage = 4096;

    /// <summary>The condition of that type, or null.</summary>
    public static Condition? Find(this IReadOnlyList<Condition>? conditions, string type) =>
        conditions?.FirstOrDefault(condition => condition.Type == type);

    /// <summary>True only when the condition is there and says True.</summary>
    public static bool IsTrue(this IReadOnlyList<Condition>? conditions, string type) =>
        conditions.Find(type)?.Status == ConditionStatus.True;

    /// <summary>
    /// Gives each wanted condition the transition time it had if its status is as before, else <paramref name="now"/>,
    /// to whole seconds as the API server stores them.
    /// </summary>
    public static IReadOnlyList<Condition> WithTransitions(
        this IEnumerable<Condition> wanted, IReadOnlyList<Condition>? previous, DateTimeOffset now)
    {
        DateTimeOffset second = now.ToWholeSeconds();
        return
        [
            .. wanted.Select(Cut).Select(condition => previous.Find(condition.Type) is { } before && before.Status == condition.Status
                ? condition with { LastTransitionTime = before.LastTransitionTime }
                : condition with { LastTransitionTime = second }),
        ];
    }

    /// <summary>A message as a condition holds it: at most <see cref="MaxMessage"/> characters.</summary>
    public static string Cut(string message) => message.Length <= MaxMessage ? message : message[..(MaxMessage - 3)] + "...";

    private static Condition Cut(Condition condition) =>
        condition.Message.Length <= MaxMessage ? condition : condition with { Message = Cut(condition.Message) };
}
