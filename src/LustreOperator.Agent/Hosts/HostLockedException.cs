namespace LustreOperator.Agent;

/// <summary>This agent may not act on the host now.</summary>
internal sealed class HostLockedException(string problem) : Exception(problem);
