namespace LustreOperator.Agent;

/// <summary>The host does not make the virtual functions; the message says which file refused, and what to do.</summary>
internal sealed class VirtualFunctionException(string message, Exception? cause = null) : Exception(message, cause);
