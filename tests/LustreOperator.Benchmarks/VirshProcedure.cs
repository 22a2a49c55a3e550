using System.Globalization;
using System.Text;
using System.Xml.Linq;
using LustreOperator.Libvirt;
using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>The steps that make domains by hand, one virsh call after the other, as a shell script.</summary>
internal sealed class VirshProcedure
{
    private const string Pool = "default";

    private readonly PrivateLibvirtd _libvirtd;
    private readonly IReadOnlyList<string> _volumes;

    private VirshProcedure(PrivateLibvirtd libvirtd, IReadOnlyList<string> domains, IReadOnlyList<string> volumes, string text)
    {
        (_libvirtd, Domains, _volumes, Text) = (libvirtd, domains, volumes, text);
        File.WriteAllText(Script, "set -e\nexec >/dev/null\nexport VIRSH_DEFAULT_CONNECT_URI='" + libvirtd.Uri + "'\ncd '" + libvirtd.SocketDirectory + "'\n" + text);
    }

    public IReadOnlyList<string> Domains { get; }

    /// <summary>The calls, for people.</summary>
    public string Text { get; }

    private string Script => Path.Combine(_libvirtd.SocketDirectory, "by-hand.sh");

    /// <summary>Makes the script from the domains that are there now: their definitions without pins, then each pin by a call of its own.</summary>
    public static async Task<VirshProcedure> ReadAsync(IHypervisor host, PrivateLibvirtd libvirtd, CancellationToken cancel)
    {
        StringBuilder text = new();
        List<string> domains = [];
        List<string> volumes = [];
        Dictionary<string, StorageVolume> all = (await host.ListVolumesAsync(Pool, _ => true, cancel)).ToDictionary(volume => volume.Name);
        foreach (DomainSummary domain in await host.ListDomainsAsync(cancel))
        {
            DomainDescription inactive = (await host.FindDomainAsync(domain.Name, cancel))!.Inactive!;
            XElement xml = XElement.Parse(inactive.Xml);
            xml.Element("cputune")?.Remove();
            await File.WriteAllTextAsync(Path.Combine(libvirtd.SocketDirectory, domain.Name + ".xml"), xml.ToString(), cancel);
            domains.Add(domain.Name);
            foreach (VolumeSource disk in inactive.Definition.Disks.Select(disk => disk.Source).OfType<VolumeSource>())
            {
                StorageVolume volume = all[disk.Volume];
                volumes.Add(volume.Name);
                text.Append(CultureInfo.InvariantCulture, $"virsh vol-create-as {Pool} {volume.Name} {volume.CapacityBytes} --allocation 0 --format {(volume.Format == VolumeFormat.Raw ? "raw" : "qcow2")}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"virsh define {domain.Name}.xml\nvirsh start {domain.Name}\n");
            foreach (VcpuPin pin in inactive.Definition.VcpuPins)
            {
                text.Append(CultureInfo.InvariantCulture, $"virsh vcpupin {domain.Name} {pin.VCpu} {pin.Cpus} --live --config\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"virsh emulatorpin {domain.Name} {inactive.Definition.EmulatorPin} --live --config\n");
        }

        return new VirshProcedure(libvirtd, domains, volumes, text.ToString());
    }

    public async Task RunAsync() => (await Command.RunAsync("bash", [Script])).Succeeded();

    public async Task UndoAsync()
    {
        foreach (string domain in Domains)
        {
            await _libvirtd.Virsh("destroy", domain);
            await _libvirtd.Virsh("undefine", domain);
        }

        foreach (string volume in _volumes)
        {
            await _libvirtd.Virsh("vol-delete", volume, "--pool", Pool);
        }
    }
}
