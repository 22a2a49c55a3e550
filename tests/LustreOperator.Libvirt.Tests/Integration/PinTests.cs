namespace LustreOperator.Libvirt.Tests.Integration;

/// <summary>Pins as virsh and the kernel see them. What <see cref="IHypervisor"/> itself shows is in the contract.</summary>
[TestFixture]
public class PinTests : LibvirtdFixture
{
    [SetUp]
    public void NeedsTwoCpus() => Assume.That(Environment.ProcessorCount, Is.GreaterThan(1));

    [Test]
    public async Task Pins_live_and_for_later_are_seen_by_virsh_and_by_the_kernel()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Host.PinVcpuAsync(domain.Uuid, 1, CpuSet.Of(0), DomainScope.Live, None);
        await Host.PinVcpuAsync(domain.Uuid, 1, CpuSet.Of(1), DomainScope.Config, None);
        await Host.PinEmulatorAsync(domain.Uuid, CpuSet.Of(1), DomainScope.LiveAndConfig, None);
        Dictionary<string, (string Tid, CpuSet Cpus)> threads = await Rig.Threads(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Rig.Virsh("vcpupin", domain.Name, "1", "--live"), Does.Match(@"\b1\s+0\s*$"));
            Assert.That(await Rig.Virsh("vcpupin", domain.Name, "1", "--config"), Does.Match(@"\b1\s+1\s*$"));
            Assert.That(await Rig.Virsh("emulatorpin", domain.Name, "--config"), Does.Match(@"\*: 1\s*$"));
            Assert.That(threads["CPU 1/TCG"].Cpus, Is.EqualTo(CpuSet.Of(0)));
            Assert.That(threads["qemu-system-x86"].Cpus, Is.EqualTo(CpuSet.Of(1)));
        }
    }

    [Test]
    public async Task Pin_by_virsh_is_told()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Rig.Virsh("vcpupin", domain.Name, "0", "1", "--live");
        DomainTuned tuned = await Host.Events.Until<DomainTuned>(happened => happened.Domain == domain);
        Assert.That(tuned.Parameters, Is.EqualTo((KeyValuePair<string, string>[])[new("cputune.vcpupin0", "1")]));
    }
}
