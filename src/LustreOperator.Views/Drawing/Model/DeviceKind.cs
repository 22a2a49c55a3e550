namespace LustreOperator.Views.Drawing;

/// <summary>What a PCI function is, by its class.</summary>
public enum DeviceKind
{
    Other,
    InfiniBand,
    Ethernet,
}
