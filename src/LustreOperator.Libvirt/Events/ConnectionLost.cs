namespace LustreOperator.Libvirt;

/// <summary>The daemon is gone or silent. Domains run on; calls fail until <see cref="ConnectionRestored"/>.</summary>
/// <param name="Reason">For people.</param>
public sealed record ConnectionLost(string Reason) : HypervisorEvent;
