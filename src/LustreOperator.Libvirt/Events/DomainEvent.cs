namespace LustreOperator.Libvirt;

/// <summary>Something happened to one domain, ours or not.</summary>
public abstract record DomainEvent(DomainIdentity Domain) : HypervisorEvent;
