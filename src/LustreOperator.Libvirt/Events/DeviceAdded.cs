namespace LustreOperator.Libvirt;

/// <summary>A device was plugged into a running domain (VIR_DOMAIN_EVENT_ID_DEVICE_ADDED).</summary>
public sealed record DeviceAdded(DomainIdentity Domain, string Alias) : DomainEvent(Domain);
