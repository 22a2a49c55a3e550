namespace LustreOperator.Api;

public sealed record HostDeviceSpec
{
    /// <summary>PCI address, such as 0000:41:00.0.</summary>
    public string Address { get; init => field = value ?? ""; } = "";

    public string? Fabric { get; init; }
}
