using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>Reads virNetworkGetXMLDesc's XML.</summary>
public static class NetworkReader
{
    /// <summary>The network that the XML describes.</summary>
    /// <exception cref="FormatException">The text is not a network.</exception>
    public static VirtualNetwork Read(string xml, bool isActive)
    {
        XElement network = XmlText.Parse(xml, "network");
        return new VirtualNetwork(network.Element("name").Text() ?? string.Empty, isActive, network.Element("bridge").Text("name"));
    }
}
