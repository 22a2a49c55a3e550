namespace LustreOperator.Api;

public sealed record MemorySpec
{
    /// <summary>A <see cref="Quantity"/>, such as 12Gi; at least 64Mi.</summary>
    public string Size { get; init => field = value ?? "1Gi"; } = "1Gi";

    /// <summary>Huge page size, such as 2Mi or 1Gi; null: normal pages.</summary>
    public string? Hugepages { get; init; }
}
