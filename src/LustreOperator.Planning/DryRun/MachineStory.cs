using LustreOperator.Api;

namespace LustreOperator.Planning;

/// <summary>One machine from what it is to what it would be.</summary>
/// <param name="Fate">What becomes of it.</param>
/// <param name="Before">As it is; null: it does not exist.</param>
/// <param name="After">As it would be; null: it would not exist.</param>
/// <param name="Why">Why it goes; null for others.</param>
public sealed record MachineStory(MachineFate Fate, LustreMachine? Before, LustreMachine? After, string? Why)
{
    public string Name => (After ?? Before)!.Metadata.Name;
}
