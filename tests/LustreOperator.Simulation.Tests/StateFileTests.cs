using LustreOperator.Libvirt;
using LustreOperator.Libvirt.Tests.Values;

namespace LustreOperator.Simulation.Tests;

/// <summary>A host that outlives its process.</summary>
internal sealed class StateFileTests
{
    private string _folder = null!;

    private string Uri => $"simulated:///talk-2011?host=kvm1&state={_folder}/kvm1.json";

    private static CancellationToken None => CancellationToken.None;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("simulated-host-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Host_comes_back_as_it_was()
    {
        DomainSnapshot before;
        StorageVolume volume;
        await using (SimulatedHypervisor first = Open())
        {
            volume = await first.CreateVolumeAsync(new VolumeDefinition { Pool = "default", Name = "root", CapacityBytes = 1 << 20 }, None);
            DomainIdentity domain = await first.DefineDomainAsync(Wanted, None);
            await first.StartDomainAsync(domain.Uuid, None);
            await first.PinVcpuAsync(domain.Uuid, 0, CpuSet.Of(3), DomainScope.Live, None);
            before = (await first.FindDomainAsync(Wanted.Name, None))!;
        }

        await using SimulatedHypervisor second = Open();
        DomainSnapshot after = (await second.FindDomainAsync(Wanted.Name, None))!;
        HostCapabilities host = await second.GetCapabilitiesAsync(None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(after, Is.EqualTo(before));
            Assert.That(await second.FindVolumeAsync("default", "root", None), Is.EqualTo(volume));
            Assert.That(host.Cells[1].Pages.Single(pool => pool.SizeKiB == 2048).Free, Is.EqualTo(2048));
            Assert.That((await second.ListPciDevicesAsync(None)).Count(device => device.Driver == "vfio-pci"), Is.EqualTo(1));
        }

        await second.DestroyDomainAsync(before.Identity.Uuid, None);
        Assert.That((await second.ListPciDevicesAsync(None)).Count(device => device.Driver == "vfio-pci"), Is.Zero);
    }

    [Test]
    public async Task What_other_hands_did_comes_back_too()
    {
        using (SimulatedHost first = SimulatedHost.Open(Uri))
        {
            first.SetNetworkActive("lustre", false);
            first.PutFile("default", "by-hand");
            first.BindDriver(PciAddress.Parse("0000:05:00.0"), "vfio-pci");
            first.BindDriver(PciAddress.Parse("0000:06:00.0"), null);
            first.SetPoolActive("default", false);
        }

        await using SimulatedHypervisor second = Open();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await second.ListNetworksAsync(None)).Single().IsActive, Is.False);
            Assert.That((await second.ListStoragePoolsAsync(None)).Single().IsActive, Is.False);
            Assert.That(
                (await second.ListPciDevicesAsync(None)).Where(device => device.VendorId == 0x15b3).Select(device => device.Driver),
                Is.EqualTo((string?[])["vfio-pci", null, "mlx4_core", "mlx4_core"]));
        }
    }

    [Test]
    public void File_is_one_process_at_a_time()
    {
        using SimulatedHost first = SimulatedHost.Open(Uri);
        Assert.That(() => SimulatedHost.Open(Uri), Throws.TypeOf<LibvirtException>().With.Message.Contains("another process has it"));
    }

    [TestCase("{ \"domains\": [ {} ] }")]
    [TestCase("{ \"domains\": [], \"pools\": [], \"inactiveNetworks\": [ \"absent\" ], \"drivers\": {} }")]
    [TestCase("null")]
    [TestCase("not JSON")]
    public void Damaged_file_is_told_and_kept(string text)
    {
        string file = Path.Combine(_folder, "kvm1.json");
        File.WriteAllText(file, text);
        Assert.That(() => SimulatedHost.Open(Uri), Throws.TypeOf<LibvirtException>().With.Message.Contains("is damaged or of another shape"));
        Assert.That(File.ReadAllText(file), Is.EqualTo(text));
    }

    [Test]
    public async Task Refused_call_changes_nothing_in_the_file()
    {
        await using SimulatedHypervisor host = Open();
        await host.DefineDomainAsync(Wanted, None);
        string before = await File.ReadAllTextAsync(Path.Combine(_folder, "kvm1.json"));
        await Assert.CatchAsync<LibvirtException>(() => host.DefineDomainAsync(Wanted, None));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_folder, "kvm1.json")), Is.EqualTo(before));
    }

    private static DomainDefinition Wanted { get; } = Samples.Minimal with
    {
        Type = DomainType.Kvm,
        MemoryKiB = 12 << 20,
        HugepageKiB = 2048,
        MemoryBinding = new MemoryBinding(CpuSet.Of(1)),
        Disks = [new DomainDisk { Target = "vda", Source = new VolumeSource("default", "root") }],
        HostDevices = [new DomainHostDevice { Address = PciAddress.Parse("0000:85:00.0") }],
    };

    private SimulatedHypervisor Open() => new(new LibvirtOptions { Uri = Uri });
}
