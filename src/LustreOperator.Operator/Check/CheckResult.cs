namespace LustreOperator.Operator;

/// <summary>What one check of an installation found.</summary>
/// <param name="Subject">What was looked at, in a word or two.</param>
/// <param name="Fine">What is said when there is no fault.</param>
/// <param name="Faults">What is wrong, each with what to do about it; empty when all is well.</param>
/// <param name="Notes">What somebody may have wanted so, and should know all the same.</param>
internal sealed record CheckResult(string Subject, string Fine, IReadOnlyList<string> Faults, IReadOnlyList<string> Notes)
{
    /// <summary>For people, a line for each fault and note.</summary>
    public IEnumerable<string> Lines =>
    [
        .. Faults.Count == 0 ? [$"ok      {Subject}: {Fine}"] : Faults.Select(fault => $"FAILED  {Subject}: {fault}"),
        .. Notes.Select(note => $"note    {Subject}: {note}"),
    ];

    public static CheckResult Of(string subject, string fine, params IReadOnlyList<string> faults) => new(subject, fine, faults, []);
}
