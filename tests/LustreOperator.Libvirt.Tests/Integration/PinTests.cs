namespace LustreOperator.Libvirt.Tests.Integration;

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
        Dictionary<string, (string Tid, CpuSet Cpus)> threads = await Threads(domain);
        DomainSnapshot seen = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Rig.Virsh("vcpupin", domain.Name, "1", "--live"), Does.Match(@"\b1\s+0\s*$"));
            Assert.That(await Rig.Virsh("vcpupin", domain.Name, "1", "--config"), Does.Match(@"\b1\s+1\s*$"));
            Assert.That(await Rig.Virsh("emulatorpin", domain.Name, "--config"), Does.Match(@"\*: 1\s*$"));
            Assert.That(threads["CPU 1/TCG"].Cpus, Is.EqualTo(CpuSet.Of(0)));
            Assert.That(threads["qemu-system-x86"].Cpus, Is.EqualTo(CpuSet.Of(1)));
            Assert.That(seen.Live!.Definition.VcpuPins, Is.EqualTo((ValueList<VcpuPin>)[new VcpuPin(1, CpuSet.Of(0))]));
            Assert.That(seen.Inactive!.Definition.VcpuPins, Is.EqualTo((ValueList<VcpuPin>)[new VcpuPin(1, CpuSet.Of(1))]));
            Assert.That(seen.VcpuAffinity[1].Cpus, Is.EqualTo(CpuSet.Of(0)));
        }
    }

    [Test]
    public async Task A_pin_by_other_hands_is_told()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Rig.Virsh("vcpupin", domain.Name, "0", "1", "--live");
        DomainTuned tuned = await Host.Events.Until<DomainTuned>(happened => happened.Domain == domain);
        Assert.That(tuned.Parameters, Is.EqualTo((KeyValuePair<string, string>[])[new("cputune.vcpupin0", "1")]));
    }

    [Test]
    public async Task Affinity_changed_behind_libvirts_back_is_seen()
    {
        DomainIdentity domain = await Run(Definition("oss") with { VcpuPins = [new VcpuPin(0, CpuSet.Parse("0-1"))] });
        await Rig.Inside("taskset", "-cp", "0", (await Threads(domain))["CPU 0/TCG"].Tid);
        DomainSnapshot seen = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen.Live!.Definition.VcpuPins[0].Cpus, Is.EqualTo(CpuSet.Parse("0-1")));
            Assert.That(seen.VcpuAffinity[0].Cpus, Is.EqualTo(CpuSet.Of(0)));
        }
    }

    [Test]
    public async Task A_cpu_that_the_host_does_not_have_is_refused()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        LibvirtException? error = await Assert.ThrowsAsync<LibvirtException>(
            () => Host.PinVcpuAsync(domain.Uuid, 0, CpuSet.Of(CpuSet.MaxCpu), DomainScope.Live, None));

        // Which one depends on whether libvirt or the kernel's cgroup says no.
        Assert.That(error!.Kind, Is.AnyOf(LibvirtErrorKind.InvalidArgument, LibvirtErrorKind.System));
    }
}
