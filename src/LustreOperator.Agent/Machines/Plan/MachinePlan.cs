namespace LustreOperator.Agent;

/// <summary>What to do about a machine now.</summary>
/// <param name="Actions">The steps, in order; a step that fails ends the plan.</param>
/// <param name="Refusal">Why nothing may be done, if so.</param>
/// <param name="LookAgainAfter">When to look again if nothing happens before.</param>
internal sealed record MachinePlan(IReadOnlyList<MachineAction> Actions, MachineFault? Refusal = null, TimeSpan? LookAgainAfter = null)
{
    public static MachinePlan Nothing { get; } = new([]);

    public static MachinePlan Refuse(string reason, string message) => new([], new MachineFault(reason, message));
}
