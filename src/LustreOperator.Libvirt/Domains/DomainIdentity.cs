namespace LustreOperator.Libvirt;

/// <summary>Which domain: its name may pass to another, its UUID never does.</summary>
public sealed record DomainIdentity(string Name, Guid Uuid);
