namespace LustreOperator.Api;

public sealed record HostMemorySpec
{
    /// <summary>Memory kept for the host itself, taken from its lowest NUMA node first; a <see cref="Quantity"/>.</summary>
    public string Reserved { get; init => field = value ?? "512Mi"; } = "512Mi";
}
