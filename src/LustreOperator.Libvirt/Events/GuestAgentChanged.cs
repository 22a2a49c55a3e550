namespace LustreOperator.Libvirt;

/// <summary>The guest's agent came or went (VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE).</summary>
public sealed record GuestAgentChanged(DomainIdentity Domain, bool IsConnected) : DomainEvent(Domain);
