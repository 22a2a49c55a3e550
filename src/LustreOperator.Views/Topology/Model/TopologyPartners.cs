namespace LustreOperator.Views.Topology;

/// <summary>Two servers that serve each other's targets when one fails.</summary>
/// <param name="First">Name of the machine with the even index.</param>
/// <param name="Second">Name of the next.</param>
/// <param name="SharedHost">The host that both are on, so that one fault takes both; null: they are apart, or not placed.</param>
public sealed record TopologyPartners(string First, string Second, string? SharedHost);
