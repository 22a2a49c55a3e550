using System.Collections.Immutable;
using System.Xml.Linq;
using LustreOperator.Libvirt;

namespace LustreOperator.Simulation.Shapes;

/// <summary>Reads the files of a shape, by the readers that read a real host. Pure.</summary>
internal static class ShapeReader
{
    /// <summary>The versions that the simulation does as: no XML says them.</summary>
    private static readonly Version s_libvirt = new(9, 0, 0);
    private static readonly Version s_qemu = new(7, 2, 0);

    /// <summary>The host that the files describe.</summary>
    /// <param name="file">The text of a file by its name: see <see cref="ShapeFiles"/>.</param>
    /// <param name="host">The host's name.</param>
    /// <param name="uuid">The host's UUID.</param>
    /// <exception cref="FormatException">A text is not what it should be.</exception>
    public static HostShape Read(Func<string, string> file, string host, Guid uuid)
    {
        XElement[] devices = Parts(file, ShapeFiles.Devices, "devices");
        PciDevice[] functions = [.. devices.Select(device => NodeDeviceReader.Read(XmlText.Print(device))).OfType<PciDevice>()];
        Dictionary<string, PciAddress> addresses = functions.ToDictionary(device => device.Name, device => device.Address);
        HostCapabilities capabilities = CapabilitiesReader.Read(file(ShapeFiles.Capabilities));
        return new HostShape
        {
            Capabilities = capabilities with
            {
                HostName = host,
                HostUuid = uuid,
                LibvirtVersion = s_libvirt,
                HypervisorVersion = s_qemu,
                Cells = capabilities.Cells.Select(AllFree).ToValueList(),
                VfioSupported = CapabilitiesReader.OffersVfio(file(ShapeFiles.DomainCapabilities)),
            },
            Cpus = capabilities.Cpus,
            Devices = functions.ToImmutableSortedDictionary(device => device.Address, device => device),
            Children = devices
                .Where(device => addresses.ContainsKey(device.Element("parent").Text() ?? string.Empty) && !addresses.ContainsKey(NameOf(device)))
                .GroupBy(device => addresses[device.Element("parent").Text()!], NameOf)
                .ToImmutableDictionary(children => children.Key, children => children.ToImmutableArray()),
            Bridges = devices.Where(IsVirtual)
                .Select(device => device.Element("capability")?.Element("interface").Text())
                .OfType<string>()
                .ToImmutableHashSet(),
            Pools = [.. Parts(file, ShapeFiles.Pools, "pools").Select(pool => StorageXml.ReadPool(XmlText.Print(pool), isActive: true))],
            Networks = [.. Parts(file, ShapeFiles.Networks, "networks").Select(network => NetworkReader.Read(XmlText.Print(network), isActive: true))],
        };
    }

    private static XElement[] Parts(Func<string, string> file, string name, string root) => [.. XmlText.Parse(file(name), root).Elements()];

    private static string NameOf(XElement device) => device.Element("name").Text() ?? string.Empty;

    private static bool IsVirtual(XElement device) =>
        device.Element("capability").Text("type") == "net" && device.Element("parent").Text() == "computer";

    private static NumaCell AllFree(NumaCell cell) => cell with { Pages = cell.Pages.Select(pages => pages with { Free = pages.Total }).ToValueList() };
}
