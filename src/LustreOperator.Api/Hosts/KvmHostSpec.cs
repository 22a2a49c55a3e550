namespace LustreOperator.Api;

/// <summary>What software cannot find out. Written by the admin alone.</summary>
public sealed record KvmHostSpec
{
    /// <summary>PCI functions offered, and the fabric each is cabled to.</summary>
    public IReadOnlyList<HostDeviceSpec> Devices { get; init => field = value ?? []; } = [];

    public GroupSiblings GroupSiblings { get; init; } = GroupSiblings.Park;

    public HostCpuSpec Cpus { get; init => field = value ?? new(); } = new();

    public HostMemorySpec Memory { get; init => field = value ?? new(); } = new();

    /// <summary>No new machine is placed here; those that are here stay.</summary>
    public bool Unschedulable { get; init; }

    /// <summary>The admin's word that the host is off: its machines may be released without it.</summary>
    public bool Fenced { get; init; }

    /// <summary>What the admin says of functions, by address: what has none is left out, and of two with the same the first counts.</summary>
    public IReadOnlyDictionary<PciAddress, HostDeviceSpec> Listed() =>
        Devices.Where(device => device.Address.IsValue).DistinctBy(device => device.Address.Value).ToDictionary(device => device.Address.Value);
}
