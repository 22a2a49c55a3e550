namespace LustreOperator.Api;

public sealed record HostDeviceSpec
{
    /// <summary>PCI address, such as 0000:41:00.0.</summary>
    public string Address { get; init; } = "";

    public string? Fabric { get; init; }
}
