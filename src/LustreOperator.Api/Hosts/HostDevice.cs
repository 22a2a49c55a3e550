namespace LustreOperator.Api;

/// <summary>A PCI function of the host.</summary>
public sealed record HostDevice
{
    public string Address { get; init => field = value ?? ""; } = "";

    public string Vendor { get; init => field = value ?? ""; } = "";

    public string Product { get; init => field = value ?? ""; } = "";

    public string? VendorName { get; init; }

    public string? ProductName { get; init; }

    /// <summary>PCI class, six hexadecimal digits, such as 020700.</summary>
    public string? Class { get; init; }

    public int? NumaNode { get; init; }

    public int? IommuGroup { get; init; }

    public string? Fabric { get; init; }

    public bool VirtualFunction { get; init; }

    /// <summary>True if machines may be given the function.</summary>
    public bool Offered { get; init; }

    /// <summary>Why it is not offered.</summary>
    public string? Reason { get; init; }
}
