namespace LustreOperator.Agent;

/// <summary>The names in a folder or the lines of a file of the host.</summary>
/// <param name="Items">What was read.</param>
/// <param name="Problem">Why that may not be all; null: it is.</param>
internal sealed record HostListing(IReadOnlyList<string> Items, string? Problem = null)
{
    /// <summary>There is no such folder or file.</summary>
    public static readonly HostListing Absent = new([]);

    public bool IsAbsent => ReferenceEquals(this, Absent);
}
