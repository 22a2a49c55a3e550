using LustreOperator.Api;

namespace LustreOperator.Planning;

/// <summary>A machine of a host that is emptied.</summary>
/// <param name="Machine">As it is.</param>
/// <param name="Fate">What becomes of it.</param>
/// <param name="To">The host on which it would be placed; null for others than those that move.</param>
/// <param name="Why">Why it does not move; "" for those that do.</param>
public sealed record DrainedMachine(LustreMachine Machine, DrainFate Fate, string? To, string Why);

/// <summary>What becomes of a machine of a host that is emptied.</summary>
public enum DrainFate
{
    /// <summary>It has a place elsewhere.</summary>
    Moves,

    /// <summary>It would have none: it is left unless the user wants the host empty all the same.</summary>
    NoPlace,

    /// <summary>It is left: it has data there, or nobody would place it anew.</summary>
    Stays,

    /// <summary>It goes anyway.</summary>
    Leaves,
}
