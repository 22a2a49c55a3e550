namespace LustreOperator.Placement;

/// <summary>A machine that holds what another lacks.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Machine">Its name.</param>
/// <param name="Cluster">The name of its cluster.</param>
/// <param name="Resources">What it holds of it, for people: <c>CPUs 0-5</c>, <c>0000:41:00.0</c>, <c>12Gi memory</c>.</param>
public sealed record ResourceHolder(string Namespace, string Machine, string Cluster, string Resources);
