using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>
/// One element of a domain's metadata. libvirt keeps at most one for each XML namespace, changes nothing in it, and takes no notice of it.
/// </summary>
public sealed record DomainMetadata
{
    /// <summary>The element's XML namespace, which says whose it is.</summary>
    public required string NamespaceUri { get; init; }

    /// <summary>The prefix that stands for the namespace in the XML; empty: it is the element's default namespace.</summary>
    public required string Prefix { get; init; }

    /// <summary>The element's name without prefix.</summary>
    public required string Name { get; init; }

    /// <summary>Its attributes in the order of the XML, by name; one of another namespace as <c>{uri}name</c>.</summary>
    public ValueList<KeyValuePair<string, string>> Attributes { get; init; }

    /// <summary>
    /// What is inside it, as XML; usually empty. Elements are to be of the same namespace: virDomainSetMetadata puts those of none into it.
    /// </summary>
    public string Content { get; init; } = string.Empty;

    /// <summary>An attribute; null: it has none of this name.</summary>
    public string? this[string attribute]
    {
        get
        {
            foreach (KeyValuePair<string, string> one in Attributes)
            {
                if (one.Key == attribute)
                {
                    return one.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Reads an element where it stands, since its prefix may be declared above it.</summary>
    public static DomainMetadata Read(XElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return new()
        {
            NamespaceUri = element.Name.NamespaceName,
            Prefix = element.GetPrefixOfNamespace(element.Name.Namespace) ?? string.Empty,
            Name = element.Name.LocalName,
            Attributes = element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration)
                .Select(attribute => KeyValuePair.Create(attribute.Name.ToString(), attribute.Value)).ToValueList(),
            Content = string.Concat(element.Nodes().Select(node => node.ToString(SaveOptions.DisableFormatting))),
        };
    }

    /// <summary>All elements of a domain's metadata.</summary>
    /// <param name="domain">The <c>domain</c> element.</param>
    public static ValueList<DomainMetadata> ReadAll(XElement domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return (domain.Element("metadata")?.Elements() ?? []).Select(Read).ToValueList();
    }

    /// <summary>
    /// Puts the element into a domain, in place of the one of its namespace that is there; one that says the same stays as it is written.
    /// </summary>
    /// <param name="domain">The <c>domain</c> element, which must have a name.</param>
    public void PutInto(XElement domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (domain.Element("metadata") is not { } metadata)
        {
            metadata = new XElement("metadata");
            domain.Elements().Last(element => element.Name.LocalName is "name" or "uuid" or "title" or "description").AddAfterSelf(metadata);
        }

        XElement[] same = [.. metadata.Elements().Where(element => element.Name.NamespaceName == NamespaceUri)];
        if (same.Length != 1 || Read(same[0]) != this)
        {
            same.Remove();
            metadata.Add(Write());
        }
    }

    /// <summary>The element, in its namespace.</summary>
    public XElement Write() => Write(
        XName.Get(Name, NamespaceUri), Prefix.Length == 0 ? null : new XAttribute(XNamespace.Xmlns + Prefix, NamespaceUri));

    /// <summary>For virDomainSetMetadata, which puts the element into its namespace itself and fails when it is in it already.</summary>
    internal string WriteBare()
    {
        XElement bare = Write(Name, null);
        foreach (XElement inner in bare.Descendants().Where(element => element.Name.NamespaceName == NamespaceUri).ToList())
        {
            inner.Name = inner.Name.LocalName;
            inner.Attributes().Where(attribute => attribute.IsNamespaceDeclaration).Remove();
        }

        return XmlText.Print(bare);
    }

    private XElement Write(XName name, XAttribute? declaration) => new(
        name,
        declaration,
        Attributes.Select(attribute => new XAttribute(attribute.Key, attribute.Value)),
        XmlText.Parse($"<content>{Content}</content>").Nodes());
}
