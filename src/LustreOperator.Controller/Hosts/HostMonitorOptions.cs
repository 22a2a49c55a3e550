namespace LustreOperator.Controller;

/// <summary>Where the agents' Leases are.</summary>
internal sealed record HostMonitorOptions(string Namespace);
