namespace LustreOperator.Libvirt;

/// <summary>One line of the list of domains.</summary>
public sealed record DomainSummary(string Name, Guid Uuid, DomainState State)
{
    /// <summary>The elements of its metadata: of what runs, else of the definition.</summary>
    public ValueList<DomainMetadata> Metadata { get; init; }

    /// <summary>The functions of the host that it has now; empty while it is off.</summary>
    public ValueList<PciAddress> HostDevices { get; init; }

    /// <summary>
    /// What its disks read and write, the images that they stand on and copies under way included, as far as its XML names them: of a domain that is
    /// off, what it is defined with.
    /// </summary>
    public ValueList<DiskSource> Images { get; init; }
}
