namespace LustreOperator.Api;

/// <summary>What the admin says of a PCI function.</summary>
public sealed record HostDeviceSpec
{
    public Written<PciAddress> Address { get; init => field = value ?? ""; } = "";

    /// <summary>The fabric it is cabled to. Its virtual functions have it too, unless they are listed themselves.</summary>
    public string? Fabric { get; init; }

    /// <summary>
    /// How many SR-IOV virtual functions an agent on the host makes of it; they are then offered, and it is not. Null: what is there stays.
    /// </summary>
    public int? VirtualFunctions { get; init; }
}
