using System.Globalization;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// Our mark on a domain, kept in its metadata under <see cref="NamespaceUri"/>: only a domain that carries it is ever touched.
/// </summary>
internal sealed record DomainMark
{
    /// <summary>The XML namespace of the mark.</summary>
    public const string NamespaceUri = "https://lustre-operator.dev/domain/1";

    private const string ElementName = "machine";

    /// <summary>The UID of the LustreMachine.</summary>
    public required string MachineUid { get; init; }

    public required string Namespace { get; init; }

    public required string MachineName { get; init; }

    /// <summary>The KvmHost that it was made for.</summary>
    public string? Host { get; init; }

    /// <summary>
    /// Which generation of the domain template it was made from (<see cref="DomainXml.TemplateVersion"/>), so that a newer one is not drift.
    /// </summary>
    public int TemplateVersion { get; init; }

    /// <summary>
    /// The restart that the user last asked for when this was written, as <see cref="DomainTemplate.Restart"/> writes it; null: none. That of what runs
    /// tells whether it was started since.
    /// </summary>
    public string? Restart { get; init; }

    /// <summary>
    /// Functions that were taken from their host drivers for this domain because they share an IOMMU group with one of its own: written before
    /// they are taken, so that whoever finds the mark knows what to give back.
    /// </summary>
    public ValueList<PciAddress> Parked { get; init; }

    /// <summary>Reads the mark. Null when there is none, or one without a UID: that is nobody's.</summary>
    public static DomainMark? In(ValueList<DomainMetadata> metadata) =>
        metadata.FirstOrDefault(element => element.NamespaceUri == NamespaceUri && element.Name == ElementName) is { } mark
            && mark["uid"] is { Length: > 0 } uid
            ? new DomainMark
            {
                MachineUid = uid,
                Namespace = mark["namespace"] ?? "",
                MachineName = mark["name"] ?? "",
                Host = mark["host"],
                TemplateVersion = int.TryParse(mark["template"], NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : 0,
                Restart = mark["restart"],
                Parked = (mark["parked"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(address => PciAddress.TryParse(address, out PciAddress parsed) ? parsed : (PciAddress?)null)
                    .OfType<PciAddress>().ToValueList(),
            }
            : null;

    /// <summary>The mark as libvirt keeps it.</summary>
    public DomainMetadata Write() => new()
    {
        NamespaceUri = NamespaceUri,
        Prefix = "lustre-operator",
        Name = ElementName,
        Attributes = new (string Name, string? Value)[]
        {
            ("uid", MachineUid),
            ("namespace", Namespace),
            ("name", MachineName),
            ("host", Host),
            ("template", TemplateVersion.ToString(CultureInfo.InvariantCulture)),
            ("restart", Restart),
            ("parked", Parked.Count == 0 ? null : string.Join(' ', Parked)),
        }.Where(attribute => attribute.Value is not null).Select(attribute => KeyValuePair.Create(attribute.Name, attribute.Value!)).ToValueList(),
    };
}

/// <summary>The mark of what libvirt tells of domains.</summary>
internal static class DomainMarks
{
    extension(DomainDefinition definition)
    {
        /// <summary>Our mark; null: the domain is not ours.</summary>
        public DomainMark? Mark => DomainMark.In(definition.Metadata);

        /// <summary>The same with another mark; null: with none.</summary>
        public DomainDefinition Marked(DomainMark? mark) => definition with
        {
            Metadata =
            [
                .. definition.Metadata.Where(element => element.NamespaceUri != DomainMark.NamespaceUri),
                .. mark is null ? (DomainMetadata[])[] : [mark.Write()],
            ],
        };
    }

    extension(DomainSnapshot domain)
    {
        /// <summary>
        /// Our mark: that of the definition, or else of what runs; null when the domain is not ours, and then nothing may be done to it.
        /// </summary>
        public DomainMark? Mark => domain.Inactive?.Definition.Mark ?? domain.Live?.Definition.Mark;
    }

    extension(DomainSummary domain)
    {
        /// <summary>UID of the machine that our mark names; null: the domain is not ours.</summary>
        public string? OwnerUid => DomainMark.In(domain.Metadata)?.MachineUid;
    }
}
