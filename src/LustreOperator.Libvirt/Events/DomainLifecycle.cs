namespace LustreOperator.Libvirt;

/// <summary>The domain was defined, started, stopped, ... (VIR_DOMAIN_EVENT_ID_LIFECYCLE).</summary>
/// <param name="Domain">Which one.</param>
/// <param name="Change">What happened.</param>
/// <param name="Detail">libvirt's number for how, its meaning depending on the change: Stopped 0 shut down, 1 destroyed, 2 crashed, 5 failed.</param>
public sealed record DomainLifecycle(DomainIdentity Domain, DomainChange Change, int Detail) : DomainEvent(Domain);
