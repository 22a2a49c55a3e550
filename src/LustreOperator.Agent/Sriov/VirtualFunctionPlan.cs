namespace LustreOperator.Agent;

/// <summary>What to do about virtual functions now.</summary>
/// <param name="Steps">The changes.</param>
/// <param name="Faults">What stands in the way of others.</param>
internal sealed record VirtualFunctionPlan(IReadOnlyList<MakeVirtualFunctions> Steps, IReadOnlyList<MachineFault> Faults)
{
    public static VirtualFunctionPlan Nothing { get; } = new([], []);
}
