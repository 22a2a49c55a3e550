namespace LustreOperator.Agent;

/// <summary>What to do about a machine now.</summary>
/// <param name="Actions">The steps, in order; a step that fails ends the plan.</param>
/// <param name="Refusal">Why nothing may be done, if so.</param>
/// <param name="LookAgainAfter">When to look again if nothing happens before.</param>
/// <param name="GoesOn">Whether the rest is planned, in the same round, from what the steps have made: a volume is read back before a disk is made of it.</param>
internal sealed record MachinePlan(
    IReadOnlyList<MachineAction> Actions, MachineFault? Refusal = null, TimeSpan? LookAgainAfter = null, bool GoesOn = false)
{
    public static MachinePlan Nothing { get; } = new([]);

    public static MachinePlan Refuse(string reason, string message) => new([], new MachineFault(reason, message));
}
