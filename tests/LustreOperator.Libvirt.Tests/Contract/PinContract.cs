namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Binding threads to host CPUs.</summary>
[TestFixture(typeof(SimulatedRig))]
[TestFixture(typeof(SimulatedTalkRig))]
[TestFixture(typeof(LibvirtdRig), Category = "integration")]
internal sealed class PinContract<TRig> : ContractFixture<TRig>
    where TRig : ContractRig, new()
{
    [Test]
    public async Task Vcpu_is_pinned_live_and_for_later_apart()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Host.PinVcpuAsync(domain.Uuid, 1, CpuSet.Of(0), DomainScope.Live, None);
        await Host.PinVcpuAsync(domain.Uuid, 1, CpuSet.Of(1), DomainScope.Config, None);
        DomainSnapshot seen = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen.Live!.Definition.VcpuPins, Is.EqualTo((ValueList<VcpuPin>)[new VcpuPin(1, CpuSet.Of(0))]));
            Assert.That(seen.Inactive!.Definition.VcpuPins, Is.EqualTo((ValueList<VcpuPin>)[new VcpuPin(1, CpuSet.Of(1))]));
            Assert.That(seen.VcpuAffinity[1].Cpus, Is.EqualTo(CpuSet.Of(0)));
            Assert.That(seen.VcpuAffinity[1].CurrentCpu, Is.Not.Null);
        }
    }

    [Test]
    public async Task Pins_are_kept_in_the_order_of_vcpus()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(Definition("oss"), None);
        await Host.PinVcpuAsync(domain.Uuid, 1, CpuSet.Of(1), DomainScope.Config, None);
        await Host.PinVcpuAsync(domain.Uuid, 0, CpuSet.Of(0), DomainScope.Config, None);
        await Host.PinVcpuAsync(domain.Uuid, 1, CpuSet.Of(0), DomainScope.Config, None);
        await Host.PinEmulatorAsync(domain.Uuid, CpuSet.Parse("0-1"), DomainScope.Config, None);
        DomainDefinition seen = (await Look(domain)).Inactive!.Definition;
        Assert.That((seen.VcpuPins, seen.EmulatorPin), Is.EqualTo(((ValueList<VcpuPin>)[new(0, CpuSet.Of(0)), new(1, CpuSet.Of(0))], CpuSet.Parse("0-1"))));
    }

    [Test]
    public async Task Scope_that_is_left_open_means_what_runs()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Host.PinVcpuAsync(domain.Uuid, 0, CpuSet.Of(1), DomainScope.None, None);
        DomainSnapshot runs = await Look(domain);
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await Host.PinVcpuAsync(domain.Uuid, 0, CpuSet.Of(1), DomainScope.None, None);
        DomainSnapshot off = await Look(domain);
        Assert.That(
            (runs.Live!.Definition.VcpuPins.Count, runs.Inactive!.Definition.VcpuPins.Count, off.Inactive!.Definition.VcpuPins.Count), Is.EqualTo((1, 0, 1)));
    }

    [Test]
    public async Task Threads_that_nothing_is_said_of_may_run_anywhere()
    {
        DomainIdentity domain = await Run(Definition("oss") with { EmulatorPin = CpuSet.Of(0) });
        Assert.That((await Look(domain)).VcpuAffinity.Select(vcpu => vcpu.Cpus), Has.All.EqualTo((await Host.GetCapabilitiesAsync(None)).Cpus));
    }

    [Test]
    public async Task Live_pin_is_told_changed_or_not()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Host.PinVcpuAsync(domain.Uuid, 0, CpuSet.Of(1), DomainScope.Config, None);
        await using (IHypervisor other = Rig.Connect())
        {
            await other.PinVcpuAsync(domain.Uuid, 0, CpuSet.Parse("0-1"), DomainScope.LiveAndConfig, None);
            await other.PinVcpuAsync(domain.Uuid, 0, CpuSet.Parse("0-1"), DomainScope.Live, None);
            await other.PinEmulatorAsync(domain.Uuid, CpuSet.Of(0), DomainScope.Live, None);
        }

        IReadOnlyList<DomainEvent> told =
            await Told(domain, happened => happened is DomainTuned tuned && tuned.Parameters[0].Key == "cputune.emulatorpin");
        Assert.That(
            told.OfType<DomainTuned>(),
            Is.EqualTo((DomainTuned[])[Tuned("vcpupin0", "0-1"), Tuned("vcpupin0", "0-1"), Tuned("emulatorpin", "0")]));

        DomainTuned Tuned(string what, string cpus) => new(domain, [KeyValuePair.Create($"cputune.{what}", cpus)]);
    }

    [Test]
    public async Task Affinity_changed_behind_libvirts_back_is_seen()
    {
        DomainIdentity domain = await Run(Definition("oss") with { VcpuPins = [new VcpuPin(0, CpuSet.Parse("0-1"))] });
        await Rig.SetAffinityAsync(domain, 0, CpuSet.Of(0));
        DomainSnapshot seen = await Look(domain);
        Assert.That((seen.Live!.Definition.VcpuPins[0].Cpus, seen.VcpuAffinity[0].Cpus), Is.EqualTo((CpuSet.Parse("0-1"), CpuSet.Of(0))));
    }

    [Test]
    public async Task Cpu_that_the_host_lacks_is_refused_live_and_taken_for_later()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        CpuSet absent = CpuSet.Of(4000);
        await Host.PinVcpuAsync(domain.Uuid, 0, absent, DomainScope.Config, None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await KindOf(() => Host.PinVcpuAsync(domain.Uuid, 0, absent, DomainScope.Live, None)), Is.EqualTo(LibvirtErrorKind.System));
            Assert.That(
                (await Refusal(() => Host.PinEmulatorAsync(domain.Uuid, absent, DomainScope.Live, None))).Message,
                Is.EqualTo("virDomainPinEmulator: Requested operation is not valid: failed to set cpuset.cpus in cgroup for emulator threads"));
            Assert.That((await Look(domain)).Live!.Definition.VcpuPins.Count, Is.Zero);
        }
    }

    [Test]
    public async Task Vcpu_that_the_domain_lacks_and_no_cpu_at_all_are_refused()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        var live = await Refusal(() => Host.PinVcpuAsync(domain.Uuid, 5, CpuSet.Of(0), DomainScope.Live, None));
        var config = await Refusal(() => Host.PinVcpuAsync(domain.Uuid, 5, CpuSet.Of(0), DomainScope.Config, None));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(live, Is.EqualTo((LibvirtErrorKind.InvalidArgument, LibvirtErrorCode.InvalidArgument, "virDomainPinVcpuFlags: invalid argument: vcpu 5 is out of range of live cpu count 2")));
            Assert.That(config.Message, Is.EqualTo("virDomainPinVcpuFlags: invalid argument: vcpu 5 is out of range of persistent cpu count 2"));
            Assert.That(await KindOf(() => Host.PinVcpuAsync(domain.Uuid, 0, CpuSet.Empty, DomainScope.Live, None)), Is.EqualTo(LibvirtErrorKind.InvalidArgument));
        }
    }
}
