namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>What is told of what domains have used.</summary>
[TestFixture(typeof(SimulatedRig))]
[TestFixture(typeof(SimulatedTalkRig))]
[TestFixture(typeof(LibvirtdRig), Category = "integration")]
internal sealed class StatisticsContract<TRig> : ContractFixture<TRig>
    where TRig : ContractRig, new()
{
    [Test]
    public async Task Running_domain_tells_of_itself_its_vcpus_its_disks_and_its_interfaces_by_target()
    {
        await MakeVolume("one", VolumeFormat.Raw);
        await MakeVolume("two", VolumeFormat.Raw);
        DomainIdentity domain = await Run(Definition("oss") with
        {
            Disks = [Disk("vda", "one"), Disk("vdb", "two")],
            Interfaces = [new DomainInterface { Mac = "02:00:00:00:00:01", Source = new NetworkSource(Rig.Network) }],
        });
        DomainStatistics seen = await Of(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((seen.State, seen.OnlineVCpus, seen.MaximumMemoryKiB, seen.MemoryKiB), Is.EqualTo((DomainState.Running, 2, 65536, 65536)));
            Assert.That(seen.CpuTime, Is.Not.Null);
            Assert.That(seen.Vcpus.Select(vcpu => vcpu.Vcpu), Is.EqualTo((int[])[0, 1]));
            Assert.That(seen.Vcpus.Select(vcpu => (vcpu.Time, vcpu.Wait, vcpu.Delay)), Has.None.Matches<(TimeSpan? A, TimeSpan? B, TimeSpan? C)>(
                told => told.A is null || told.B is null || told.C is null));
            Assert.That(seen.Disks.Select(disk => disk.Target), Is.EqualTo((string[])["vda", "vdb"]));
            Assert.That(seen.Disks.SelectMany(disk => (long?[])[disk.Read.Requests, disk.Read.Bytes, disk.Written.Requests, disk.Written.Bytes, disk.Flushed.Requests]), Has.None.Null);
            Assert.That(seen.Disks.SelectMany(disk => (TimeSpan?[])[disk.Read.Time, disk.Written.Time, disk.Flushed.Time]), Has.None.Null);
            Assert.That(seen.Disks.Select(disk => disk.Flushed.Bytes), Has.All.Null);
            Assert.That(seen.Interfaces.Select(nic => nic.Target), Has.Exactly(1).StartsWith("vnet"));
            Assert.That(seen.Interfaces.SelectMany(nic => (InterfaceTraffic[])[nic.Received, nic.Transmitted])
                .SelectMany(use => (long?[])[use.Bytes, use.Packets, use.Errors, use.Drops]), Has.None.Null);
        }
    }

    [Test]
    public async Task Domain_that_is_off_tells_what_it_may_have_and_nothing_used()
    {
        await MakeVolume("one", VolumeFormat.Raw);
        DomainIdentity domain = await Host.DefineDomainAsync(
            Definition("oss") with
            {
                Disks = [Disk("vda", "one")],
                Interfaces = [new DomainInterface { Mac = "02:00:00:00:00:01", Source = new NetworkSource(Rig.Network) }],
            },
            None);
        DomainStatistics seen = await Of(domain);
        Assert.That(seen, Is.EqualTo(new DomainStatistics
        {
            Identity = domain,
            State = DomainState.ShutOff,
            OnlineVCpus = 2,
            MaximumMemoryKiB = 65536,
            MemoryKiB = 65536,
        }));
    }

    [Test]
    public async Task Paused_domain_is_told_as_paused_with_what_it_has_used()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Rig.SuspendAsync(domain);
        DomainStatistics seen = await Of(domain);
        Assert.That((seen.State, seen.Vcpus.Count, seen.CpuTime is null), Is.EqualTo((DomainState.Paused, 2, false)));
    }

    [Test]
    public async Task Domains_are_told_by_name_and_not_after_they_are_gone()
    {
        DomainIdentity second = await Run(Definition("b"));
        DomainIdentity first = await Host.DefineDomainAsync(Definition("a"), None);
        DomainIdentity[] before = await All();
        await Host.DestroyDomainAsync(second.Uuid, None);
        await Host.UndefineDomainAsync(second.Uuid, None);
        Assert.That((before, await All()), Is.EqualTo((new[] { first, second }, new[] { first })));
    }

    [Test]
    [Difference("nothing-used")]
    public async Task Guest_that_boots_uses_cpu_time_and_reads_its_disk()
    {
        DomainIdentity domain = await RunObedient(Definition("oss"));
        if (Rig is SimulatedRig)
        {
            DomainStatistics seen = await Of(domain);
            Assert.That((seen.CpuTime, seen.Disks[0].Read.Bytes), Is.EqualTo((TimeSpan.Zero, 0)));
            return;
        }

        await Deadline.Until(
            async () => await Of(domain) is { } seen && seen.CpuTime > TimeSpan.Zero && seen.Disks[0].Read.Bytes > 0, "CPU time is used and the disk is read");
    }

    private async Task<DomainStatistics> Of(DomainIdentity domain) =>
        (await Host.ReadStatisticsAsync(None)).Single(told => told.Identity == domain);

    private async Task<DomainIdentity[]> All() =>
    [
        .. (await Host.ReadStatisticsAsync(None)).Select(told => told.Identity)
            .Where(domain => domain.Name.StartsWith(Rig.Prefix, StringComparison.Ordinal)),
    ];
}
