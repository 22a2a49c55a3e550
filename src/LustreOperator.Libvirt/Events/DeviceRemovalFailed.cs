namespace LustreOperator.Libvirt;

/// <summary>The guest refused to let a device go (VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED).</summary>
public sealed record DeviceRemovalFailed(DomainIdentity Domain, string Alias) : DomainEvent(Domain);
