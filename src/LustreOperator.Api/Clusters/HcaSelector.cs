namespace LustreOperator.Api;

/// <summary>Which PCI functions may serve a network; what is null takes any.</summary>
public sealed record HcaSelector
{
    /// <summary>The fabric the function is cabled to, as the admin says it in KvmHost.spec.devices.</summary>
    public string? Fabric { get; init; }

    /// <summary>PCI vendor id, four hexadecimal digits, such as 15b3.</summary>
    public string? Vendor { get; init; }

    /// <summary>PCI product id, four hexadecimal digits.</summary>
    public string? Product { get; init; }

    public Written<PciAddress>? Address { get; init; }

    /// <summary>NUMA node of the function.</summary>
    public int? NumaNode { get; init; }

    /// <summary>True: only SR-IOV virtual functions; false: none; null: any.</summary>
    public bool? VirtualFunction { get; init; }
}
