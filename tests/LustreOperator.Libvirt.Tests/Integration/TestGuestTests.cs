using LustreOperator.Libvirt.Tests.Values;
using LustreOperator.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Libvirt.Tests.Integration;

/// <summary>The guest that tests of the agent look out of, on the virtual host.</summary>
[Category("virtual-host")]
internal sealed class TestGuestTests
{
    private const int Node = 1;
    private const long MemoryKiB = 192 << 10;

    private static readonly DomainHostDevice s_nvme = new() { Address = PciAddress.Parse("0000:81:00.0") };
    private static readonly DomainHostDevice s_nic = new() { Address = PciAddress.Parse("0000:82:00.0") };

    private VirtualHost _virtual = null!;
    private LibvirtHypervisor _host = null!;

    private static CancellationToken None => CancellationToken.None;

    [OneTimeSetUp]
    public async Task Connect()
    {
        _virtual = await SharedVirtualHost.GetAsync();
        await _virtual.PrepareGuestPoolAsync();
        _host = new LibvirtHypervisor(new LibvirtOptions { Uri = _virtual.Uri }, TimeProvider.System, NullLogger<LibvirtHypervisor>.Instance);
    }

    [OneTimeTearDown]
    public async Task Disconnect()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [TearDown]
    public async Task Clean()
    {
        foreach (DomainSummary domain in await _host.ListDomainsAsync(None))
        {
            if (domain.State != DomainState.ShutOff)
            {
                await _host.DestroyDomainAsync(domain.Uuid, None);
            }

            await _host.UndefineDomainAsync(domain.Uuid, None);
        }

        foreach (string volume in (string[])["root", "report"])
        {
            await _host.DeleteVolumeAsync(TestGuest.Pool, volume, None);
        }
    }

    [Test]
    public async Task Guest_tells_of_its_functions_lets_one_go_and_obeys_the_power_button()
    {
        DomainIdentity domain = await Start(s_nvme, s_nic);
        GuestReport both = await _virtual.AwaitReportAsync("report", report => report.NvmeMarkers.Count > 0 && report.Macs.Count > 0, "an NVMe and a NIC");

        await _host.DetachDeviceAsync(domain.Uuid, s_nic, DomainScope.Live, None);
        GuestReport one = await _virtual.AwaitReportAsync("report", report => report.Macs.Count == 0, "no NIC");

        await _host.ShutdownDomainAsync(domain.Uuid, None);
        await _host.Events.Until<DomainLifecycle>(happened => happened.Domain == domain && happened.Change == DomainChange.Stopped);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(both.NvmeMarkers["HCA2"], Is.EqualTo("marker-nvme2"));
            Assert.That(both.Macs, Is.EqualTo((string[])["52:54:00:00:00:03"]));
            Assert.That(both.VCpus, Is.EqualTo(2));
            Assert.That(both.MemoryKiB, Is.InRange(MemoryKiB / 2, MemoryKiB));
            Assert.That(both.Functions.Values, Does.Contain("1b36:0010").And.Contain("8086:10d3"));
            Assert.That(one.Number, Is.GreaterThan(both.Number));
            Assert.That(one.Functions.Values, Does.Contain("1b36:0010").And.Not.Contain("8086:10d3"));
        }
    }

    private async Task<DomainIdentity> Start(params DomainHostDevice[] functions)
    {
        await _host.CreateVolumeAsync(
            new VolumeDefinition { Pool = TestGuest.Pool, Name = "root", CapacityBytes = 1 << 30, Base = new VolumeReference(TestGuest.Pool, TestGuest.Volume) }, None);
        await _host.CreateVolumeAsync(
            new VolumeDefinition { Pool = TestGuest.Pool, Name = "report", CapacityBytes = TestGuest.ReportBytes, Format = VolumeFormat.Raw }, None);
        return await _host.Run(Samples.Small("test-guest") with
        {
            Type = DomainType.Kvm,
            MemoryKiB = MemoryKiB,
            HugepageKiB = 2048,
            MemoryBinding = new MemoryBinding(CpuSet.Of(Node)),
            VcpuPins = [new VcpuPin(0, CpuSet.Of(2)), new VcpuPin(1, CpuSet.Of(3))],
            Disks =
            [
                new DomainDisk { Target = "vda", Source = new VolumeSource(TestGuest.Pool, "root"), BootOrder = 1 },
                new DomainDisk { Target = "vdb", Source = new VolumeSource(TestGuest.Pool, "report"), Format = VolumeFormat.Raw, Serial = TestGuest.ReportSerial },
            ],
            HostDevices = [.. functions],
        });
    }
}
