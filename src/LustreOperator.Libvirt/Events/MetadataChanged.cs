namespace LustreOperator.Libvirt;

/// <summary>A domain's metadata was changed (VIR_DOMAIN_EVENT_ID_METADATA_CHANGE).</summary>
/// <param name="Domain">Which one.</param>
/// <param name="NamespaceUri">Whose: ours is <see cref="DomainOwner.NamespaceUri"/>; null for the title and the description.</param>
public sealed record MetadataChanged(DomainIdentity Domain, string? NamespaceUri) : DomainEvent(Domain);
