using System.Globalization;
using System.Xml.Linq;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Xml;

/// <summary>A definition as it looks while it runs, and back: aliases, console, channel, and where interfaces and functions went.</summary>
internal static class LiveXml
{
    /// <summary>What a start adds to the definition.</summary>
    public static XElement Of(XElement inactive, int id, HostState state)
    {
        XElement live = new(inactive);
        live.SetAttributeValue("id", id);
        live.Element("vcpu")?.AddAfterSelf(new XElement("resource", new XElement("partition", "/machine")));
        XElement devices = live.Element("devices")!;
        foreach (XElement device in devices.Elements())
        {
            Enliven(device, devices, id, state);
        }

        return live;
    }

    /// <summary>What plugging in or starting adds to a device.</summary>
    public static void Enliven(XElement device, XElement devices, int id, HostState state)
    {
        if (device.Name.LocalName is not ("emulator" or "memballoon") && device.Element("alias") is null)
        {
            device.Add(new XElement("alias", new XAttribute("name", AliasFor(device, devices))));
        }

        switch (device.Name.LocalName)
        {
            case "hostdev":
                device.AddFirst(new XElement("driver", new XAttribute("name", "vfio")));
                break;
            case "interface":
                device.Add(new XElement("target", new XAttribute("dev", $"vnet{NextTap(device, id)}")));
                if (device.Element("source") is { } source
                    && state.Networks.GetValueOrDefault(source.Text("network") ?? string.Empty) is { Bridge: { } bridge })
                {
                    source.SetAttributeValue("bridge", bridge);
                }

                break;
            case "serial":
                device.AddFirst(new XElement("source", new XAttribute("path", Terminal(id))));
                break;
            case "console":
                device.SetAttributeValue("tty", Terminal(id));
                device.AddFirst(new XElement("source", new XAttribute("path", Terminal(id))));
                break;
            case "channel":
                device.Element("target")?.SetAttributeValue("state", "disconnected");
                break;
        }
    }

    /// <summary>The definition that a running domain would leave: what virDomainGetXMLDesc shows of a transient one as inactive.</summary>
    public static XElement ToInactive(XElement live)
    {
        XElement inactive = new(live);
        inactive.Attribute("id")?.Remove();
        inactive.Element("resource")?.Remove();
        XElement devices = inactive.Element("devices")!;
        DomainFiller.DropForeignAliases(devices);
        devices.Elements("hostdev").Elements("driver").Remove();
        devices.Elements("interface").Elements("target").Remove();
        devices.Elements("interface").Elements("source").Where(source => source.Attribute("network") is not null).Attributes("bridge").Remove();
        devices.Elements("serial").Elements("source").Remove();
        devices.Elements("console").Elements("source").Remove();
        devices.Elements("console").Attributes("tty").Remove();
        devices.Elements("channel").Elements("target").Attributes("state").Remove();
        return inactive;
    }

    private static string Terminal(int id) => $"/dev/pts/{id}";

    private static int NextTap(XElement device, int id) => (id * 16) + device.ElementsBeforeSelf("interface").Count();

    private static string AliasFor(XElement device, XElement devices)
    {
        string kind = device.Name.LocalName;
        return kind switch
        {
            "disk" => $"virtio-disk{DiskNumber(device.Element("target").Text("dev"))}",
            "interface" => Next("net"),
            "hostdev" => Next("hostdev"),
            "controller" => device.Text("type") switch
            {
                "pci" => string.Create(CultureInfo.InvariantCulture, $"{(device.Text("model") == "pcie-root" ? "pcie" : "pci")}.{device.Whole("index") ?? 0}"),
                "sata" => "ide",
                "virtio-serial" => "virtio-serial0",
                var type => type ?? kind,
            },
            "console" => "serial0",
            _ => $"{kind}{device.ElementsBeforeSelf(kind).Count()}",
        };

        string Next(string prefix) => prefix + devices.Elements(kind)
            .Select(DeviceParser.AliasOf)
            .Where(alias => alias is not null && alias.StartsWith(prefix, StringComparison.Ordinal))
            .Select(alias => int.TryParse(alias.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number + 1 : 0)
            .DefaultIfEmpty()
            .Max();
    }

    /// <summary>vda is 0, vdz 25, vdaa 26.</summary>
    private static int DiskNumber(string? target) => (target ?? "vda").Skip(2).Aggregate(0, (number, letter) => (number * 26) + letter - 'a' + 1) - 1;
}
