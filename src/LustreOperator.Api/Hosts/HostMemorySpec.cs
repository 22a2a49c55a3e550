namespace LustreOperator.Api;

public sealed record HostMemorySpec
{
    /// <summary>Memory kept for the host itself, taken from its lowest NUMA node first.</summary>
    public Quantity Reserved { get; init => field = value ?? Quantity.Of("512Mi"); } = Quantity.Of("512Mi");
}
