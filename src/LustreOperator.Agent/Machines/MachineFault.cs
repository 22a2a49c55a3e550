namespace LustreOperator.Agent;

/// <summary>Why a machine is not as wanted: a reason of <see cref="Api.ConditionReasons"/> and a sentence that says what to do.</summary>
internal sealed record MachineFault(string Reason, string Message);
