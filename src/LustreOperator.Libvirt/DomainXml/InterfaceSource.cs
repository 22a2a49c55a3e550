namespace LustreOperator.Libvirt;

/// <summary>What a network interface is plugged into: <see cref="BridgeSource"/> or <see cref="NetworkSource"/>.</summary>
public abstract record InterfaceSource
{
    private protected InterfaceSource()
    {
    }
}

/// <summary>A bridge of the host, by its interface name.</summary>
public sealed record BridgeSource(string Bridge) : InterfaceSource;

/// <summary>A libvirt network, which must be active when the domain starts.</summary>
public sealed record NetworkSource(string Network) : InterfaceSource;
