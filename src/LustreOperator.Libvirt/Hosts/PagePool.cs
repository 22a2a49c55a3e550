namespace LustreOperator.Libvirt;

/// <summary>The pages of one size on one NUMA node.</summary>
/// <param name="SizeKiB">The size of a page: 4, 2048, 1048576.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Free">How many are unused now; null when the daemon does not say.</param>
public sealed record PagePool(long SizeKiB, long Total, long? Free);
