namespace LustreOperator.Api;

public sealed record MemorySpec
{
    /// <summary>Such as 12Gi: at least 16Mi, a multiple of 1Mi and of the huge page size.</summary>
    public Quantity Size { get; init => field = value ?? Quantity.Of("1Gi"); } = Quantity.Of("1Gi");

    /// <summary>Huge page size: 2Mi or 1Gi; null: normal pages.</summary>
    public Quantity? Hugepages { get; init; }
}
