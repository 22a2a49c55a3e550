namespace LustreOperator.Libvirt;

/// <summary>A libvirt network, which must be active when the domain starts.</summary>
public sealed record NetworkSource(string Network) : InterfaceSource;
