namespace LustreOperator.Libvirt;

/// <summary>
/// Our mark on a domain, kept in its metadata under <see cref="NamespaceUri"/>: only a domain that carries it is ever touched.
/// </summary>
public sealed record DomainOwner
{
    /// <summary>The XML namespace of the mark.</summary>
    public const string NamespaceUri = "https://lustre-operator.dev/domain/1";

    /// <summary>The UID of the LustreMachine.</summary>
    public required string MachineUid { get; init; }

    public required string Namespace { get; init; }

    public required string MachineName { get; init; }

    /// <summary>The KvmHost that it was made for.</summary>
    public string? Host { get; init; }

    /// <summary>Which generation of our own template the domain was made from, so that a newer one is not drift.</summary>
    public int TemplateVersion { get; init; }

    /// <summary>
    /// The restart that the user last asked for when this was written, in words of our own; null: none. That of what runs tells whether it was
    /// started since.
    /// </summary>
    public string? Restart { get; init; }

    /// <summary>
    /// Functions that were taken from their host drivers for this domain's sake because they share an IOMMU group with one of its own: written before
    /// they are taken, so that whoever finds the mark knows what to give back.
    /// </summary>
    public ValueList<PciAddress> Parked { get; init; }
}
