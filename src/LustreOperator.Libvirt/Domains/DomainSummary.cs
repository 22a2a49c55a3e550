namespace LustreOperator.Libvirt;

/// <summary>One line of the list of domains.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uuid">Its UUID.</param>
/// <param name="State">Its state.</param>
/// <param name="OwnerUid">The machine UID of our ownership mark; null when the domain is not ours.</param>
public sealed record DomainSummary(string Name, Guid Uuid, DomainState State, string? OwnerUid)
{
    /// <summary>The functions of the host that it has now; empty while it is off.</summary>
    public ValueList<PciAddress> HostDevices { get; init; }

    /// <summary>
    /// What its disks read and write, the images that they stand on and copies under way included, as far as its XML names them: of a domain that is
    /// off, what it is defined with.
    /// </summary>
    public ValueList<DiskSource> Images { get; init; }
}
