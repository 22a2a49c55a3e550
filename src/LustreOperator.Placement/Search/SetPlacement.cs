namespace LustreOperator.Placement;

/// <summary>A machine's place in a set: the host, and where on it.</summary>
internal sealed record SetPlacement(HostSlot Slot, Fit Fit, HostScore Score);
