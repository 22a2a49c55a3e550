namespace LustreOperator.Api;

/// <summary>How the machines of a cluster are placed.</summary>
public sealed record PlacementSpec
{
    public NumaPolicy Numa { get; init; } = NumaPolicy.Preferred;
}
