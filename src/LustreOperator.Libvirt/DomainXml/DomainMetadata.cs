using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>The ownership mark as a metadata element.</summary>
public static class OwnerXml
{
    /// <summary>The prefix that libvirt is asked to use for our namespace.</summary>
    public const string Prefix = "lustre-operator";

    public static readonly XName Name = XName.Get("machine", DomainOwner.NamespaceUri);

    public static XElement Write(DomainOwner owner) => Write(owner, Name, new XAttribute(XNamespace.Xmlns + Prefix, DomainOwner.NamespaceUri));

    /// <summary>For virDomainSetMetadata, which puts the element into its namespace itself and fails when it is in it already.</summary>
    public static string WriteText(DomainOwner owner) => XmlText.Print(Write(owner, Name.LocalName, null));

    /// <summary>Null when there is no mark, or one without a UID: that is nobody's.</summary>
    public static DomainOwner? Read(XElement? mark) => mark.Text("uid") is not { Length: > 0 } uid
        ? null
        : new DomainOwner
        {
            MachineUid = uid,
            Namespace = mark.Text("namespace") ?? string.Empty,
            MachineName = mark.Text("name") ?? string.Empty,
            Host = mark.Text("host"),
            TemplateVersion = mark.Whole("template") ?? 0,
            Restart = mark.Text("restart"),
            Parked = (mark.Text("parked") ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(address => PciAddress.TryParse(address, out PciAddress parsed) ? parsed : (PciAddress?)null)
                .OfType<PciAddress>().ToValueList(),
        };

    private static XElement Write(DomainOwner owner, XName name, XAttribute? declaration) => new(
        name,
        declaration,
        new XAttribute("uid", owner.MachineUid),
        new XAttribute("namespace", owner.Namespace),
        new XAttribute("name", owner.MachineName),
        owner.Host is null ? null : new XAttribute("host", owner.Host),
        new XAttribute("template", owner.TemplateVersion),
        owner.Restart is null ? null : new XAttribute("restart", owner.Restart),
        owner.Parked.Count == 0 ? null : new XAttribute("parked", string.Join(' ', owner.Parked)));
}
