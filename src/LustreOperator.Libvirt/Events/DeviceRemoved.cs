namespace LustreOperator.Libvirt;

/// <summary>A device has left a running domain (VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED).</summary>
public sealed record DeviceRemoved(DomainIdentity Domain, string Alias) : DomainEvent(Domain);
