namespace LustreOperator.Operator;

/// <summary>A reconcile failed in a way that nobody foresaw, and its cluster says so: it comes back with a growing delay.</summary>
internal sealed class ClusterFaultException(ClusterFault fault, Exception inner) : Exception(fault.Message, inner);
