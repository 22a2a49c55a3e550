namespace LustreOperator.Placement;

/// <summary>Why a host cannot carry a machine.</summary>
/// <param name="Host">Name of the KvmHost.</param>
/// <param name="Kind">The reason for programs.</param>
/// <param name="Text">The reason for people, with the host as its subject: <c>is cordoned</c>.</param>
public sealed record HostRejection(string Host, HostRejectionKind Kind, string Text)
{
    /// <summary>The machines that have what lacks, by name; empty when nobody holds it.</summary>
    public IReadOnlyList<ResourceHolder> Holders { get; init; } = [];
}
