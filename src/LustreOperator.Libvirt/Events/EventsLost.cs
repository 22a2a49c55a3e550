namespace LustreOperator.Libvirt;

/// <summary>The reader was too slow and events were dropped: look at everything.</summary>
public sealed record EventsLost : HypervisorEvent;
