using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>What the host's own files tell of a PCI function, and libvirt does not.</summary>
internal sealed record FunctionFacts
{
    /// <summary>
    /// What the host itself uses it for, in words for people and at most <see cref="HostUseText.MaxLength"/> characters; null: nothing that can be
    /// seen. Where a file that tells of uses cannot be read, the function counts as used and the words say which file it was.
    /// </summary>
    public string? HostUse { get; init; }

    /// <summary>Null while no host driver shows an RDMA device, as while a guest has the function.</summary>
    public HostDeviceRdma? Rdma { get; init; }

    /// <summary>The function's network interfaces in the host's network namespace, in order of name.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];
}
