namespace LustreOperator.Libvirt;

/// <summary>Calls go through: for the first time or again. Nothing of what happened before is told: look at everything.</summary>
public sealed record ConnectionRestored : HypervisorEvent;
