namespace LustreOperator.Agent;

/// <summary>A fault that the machine's status already tells of; the queue tries again.</summary>
internal sealed class MachineFaultException(MachineFault fault, Exception? inner = null) : Exception($"{fault.Reason}: {fault.Message}", inner);
