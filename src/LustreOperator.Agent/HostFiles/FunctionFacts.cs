using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>What the host's own files say of a PCI function.</summary>
internal sealed record FunctionFacts
{
    /// <summary>What the host uses it for, in words; null: nothing that can be seen.</summary>
    public string? HostUse { get; init; }

    public HostDeviceRdma? Rdma { get; init; }

    /// <summary>Its network interfaces in the namespace that was looked at.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];
}
