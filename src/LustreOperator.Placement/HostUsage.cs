using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>What is free and held on a host, counted from the machines that exist.</summary>
public static class HostUsage
{
    /// <summary>
    /// What the host has, and which of the machines hold it: what a machine's spec says and, until its domain is shut off, what its status
    /// says it still holds. Machines of other hosts are passed over.
    /// </summary>
    public static HostHoldings Of(KvmHost host, IEnumerable<LustreMachine> machines) => throw new NotSupportedException();
}
