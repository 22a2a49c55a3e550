namespace LustreOperator.Libvirt;

/// <summary>What a network interface is plugged into: <see cref="BridgeSource"/> or <see cref="NetworkSource"/>.</summary>
public abstract record InterfaceSource
{
    private protected InterfaceSource()
    {
    }
}
