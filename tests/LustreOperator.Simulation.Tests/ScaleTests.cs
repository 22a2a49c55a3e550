using LustreOperator.Libvirt;
using LustreOperator.Libvirt.Tests.Values;

namespace LustreOperator.Simulation.Tests;

/// <summary>A call costs what it asks for, however much there is.</summary>
internal sealed class ScaleTests
{
    private const int Many = 1000;

    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task Call_on_one_of_1000_domains_costs_no_more_than_on_one_of_100()
    {
        TimeSpan few = await PinsAmong(Many / 10);
        TimeSpan many = await PinsAmong(Many);
        await TestContext.Out.WriteLineAsync($"100 pins among 100 domains: {few.TotalMilliseconds:0} ms, among {Many}: {many.TotalMilliseconds:0} ms");

        // Generous, for a busy machine: a call that read all domains would cost ten times as much.
        Assert.That(many, Is.LessThan((few * 4) + TimeSpan.FromMilliseconds(50)));
    }

    [Test]
    public async Task Wide_host_takes_128_machines_with_an_hca_each()
    {
        await using SimulatedHypervisor host = new(new LibvirtOptions { Uri = "simulated:///wide-128" });
        Listing<PciDevice> hcas = await host.ListPciDevicesAsync(None);
        for (int machine = 0; machine < hcas.Count; machine++)
        {
            DomainIdentity domain = await host.DefineDomainAsync(
                Samples.Minimal with
                {
                    Name = $"qa.wide-{machine}",
                    MemoryKiB = 3 << 20,
                    HugepageKiB = 2048,
                    MemoryBinding = new MemoryBinding(CpuSet.Of(hcas[machine].NumaNode!.Value)),
                    VcpuPins = [new VcpuPin(0, CpuSet.Of(machine))],
                    HostDevices = [new DomainHostDevice { Address = hcas[machine].Address }],
                },
                None);
            await host.StartDomainAsync(domain.Uuid, None);
        }

        Assert.That((await host.ListPciDevicesAsync(None)).Select(device => device.Driver), Has.All.EqualTo("vfio-pci"));
        Assert.That((await host.ListDomainsAsync(None)).Count(domain => domain.State == DomainState.Running), Is.EqualTo(128));
        Assert.That(
            (await host.GetCapabilitiesAsync(None)).Cells.Select(cell => cell.Pages.Single(pool => pool.SizeKiB == 2048).Free), Has.All.Zero);
    }

    private static async Task<TimeSpan> PinsAmong(int domains)
    {
        await using SimulatedHypervisor host = new(new LibvirtOptions { Uri = "simulated:///wide-128" });
        List<DomainIdentity> all = [];
        for (int i = 0; i < domains; i++)
        {
            all.Add(await host.DefineDomainAsync(Samples.Minimal with { Name = $"qa.many-{i}" }, None));
            await host.StartDomainAsync(all[i].Uuid, None);
        }

        long start = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < 100; i++)
        {
            await host.PinVcpuAsync(all[i].Uuid, 0, CpuSet.Of(i), DomainScope.LiveAndConfig, None);
            await host.FindDomainAsync(all[i].Name, None);
        }

        return TimeProvider.System.GetElapsedTime(start);
    }
}
