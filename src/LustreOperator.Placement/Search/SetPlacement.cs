namespace LustreOperator.Placement;

/// <summary>A machine's place in a set: the position of the host, and where on it.</summary>
internal sealed record SetPlacement(int Host, Fit Fit, HostScore Score);
