namespace LustreOperator.Libvirt;

/// <summary>A domain's name and UUID. The name may pass to another domain, the UUID never does.</summary>
public sealed record DomainIdentity(string Name, Guid Uuid);
