using System.Xml.Linq;

namespace LustreOperator.Libvirt;

/// <summary>
/// PCI Express root ports. libvirt makes one for each device that has none but leaves no more than one free, and no port can be added to a running
/// domain; so they are counted out: one for each device of ours, one for the agent's serial controller, and the spare ones.
/// </summary>
public static class PciPorts
{
    public const string PortModel = "pcie-root-port";

    public static int Needed(DomainDefinition definition) => Used(definition) + definition.SparePciePorts;

    public static int Used(DomainDefinition definition) =>
        definition.Disks.Count + definition.Interfaces.Count + definition.HostDevices.Count + (definition.GuestAgent ? 1 : 0);

    public static IEnumerable<XElement> Controllers(int ports) =>
        Enumerable.Range(0, ports + 1).Select(index => Controller(index, index == 0 ? "pcie-root" : PortModel));

    public static bool IsPort(XElement controller) => controller.Text("type") == "pci" && controller.Text("model") == PortModel;

    /// <summary>The numbers of the ports that nothing is plugged into, which are the numbers of their buses, in order.</summary>
    public static IEnumerable<int> Free(XElement devices)
    {
        HashSet<int> taken = [.. devices.Elements().Select(device => device.Element("address").Pci()?.Bus ?? 0)];
        return devices.Elements("controller").Where(IsPort).Select(port => port.Whole("index") ?? 0).Where(port => !taken.Contains(port)).Order();
    }

    public static XElement Controller(int index, string model) =>
        new("controller", new XAttribute("type", "pci"), new XAttribute("index", index), new XAttribute("model", model));
}
