namespace LustreOperator.Api;

/// <summary>SR-IOV of a physical function.</summary>
public sealed record HostDeviceSriov
{
    /// <summary>How many virtual functions it can have.</summary>
    public int Maximum { get; init; }

    /// <summary>How many it has.</summary>
    public int Functions { get; init; }

    /// <summary>How many of them are offered and nobody's.</summary>
    public int Free { get; init; }
}
