namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Starts that the host cannot do, in the words that the agent knows them by.</summary>
[TestFixture(typeof(SimulatedRig))]
[TestFixture(typeof(SimulatedTalkRig))]
[TestFixture(typeof(LibvirtdRig), Category = "integration")]
internal sealed class StartContract<TRig> : ContractFixture<TRig>
    where TRig : ContractRig, new()
{
    [Test]
    public async Task Memory_node_that_the_host_lacks_is_refused() => Assert.That(
        await StartOf(Definition("oss") with { MemoryBinding = new MemoryBinding(CpuSet.Of(7)) }),
        Is.EqualTo((LibvirtErrorKind.ConfigUnsupported, LibvirtErrorCode.ConfigUnsupported, "virDomainCreate: unsupported configuration: NUMA node 7 is unavailable")));

    [Test]
    public async Task Memory_beyond_the_host_is_refused()
    {
        var refusal = await StartOf(Definition("oss") with { MemoryKiB = 1L << 30 });
        Assert.That((refusal.Kind, refusal.Code), Is.EqualTo((LibvirtErrorKind.Other, LibvirtErrorCode.InternalError)));
        Assert.That(refusal.Message, Does.Contain("cannot set up guest memory 'pc.ram': Cannot allocate memory"));
    }

    [Test]
    public async Task Hugepages_of_a_size_that_the_host_has_none_of_are_refused()
    {
        var refusal = await StartOf(Definition("oss") with { HugepageKiB = 1 << 20, MemoryKiB = 1 << 20 });
        Assert.That((refusal.Kind, refusal.Code), Is.EqualTo((LibvirtErrorKind.Other, LibvirtErrorCode.InternalError)));
        Assert.That(refusal.Message, Does.Contain("hugetlbfs"));
    }

    [Test]
    public async Task Network_that_is_not_there_is_refused() => Assert.That(
        await StartOf(With(new NetworkSource("absent"))),
        Is.EqualTo((LibvirtErrorKind.NoNetwork, LibvirtErrorCode.NoNetwork, "virDomainCreate: Network not found: no network with matching name 'absent'")));

    [Test]
    public async Task Network_that_is_stopped_is_refused()
    {
        await Rig.SetNetworkActiveAsync(false);
        var refusal = await StartOf(With(new NetworkSource(Rig.Network)));
        await Rig.SetNetworkActiveAsync(true);
        Assert.That(refusal, Is.EqualTo((LibvirtErrorKind.OperationInvalid, LibvirtErrorCode.OperationInvalid, $"virDomainCreate: Requested operation is not valid: network '{Rig.Network}' is not active")));
    }

    [Test]
    public async Task Bridge_that_is_not_there_is_refused() => Assert.That(
        await StartOf(With(new BridgeSource("absent0"))),
        Is.EqualTo((LibvirtErrorKind.System, LibvirtErrorCode.SystemError, "virDomainCreate: Cannot get interface MTU on 'absent0': No such device")));

    /// <summary>libvirtd may speak another language than English.</summary>
    [Test]
    public async Task Refusals_carry_by_what_they_are_known_in_any_language()
    {
        await Rig.SetNetworkActiveAsync(false);
        LibvirtException stopped = await FailureOf(With(new NetworkSource(Rig.Network)));
        await Rig.SetNetworkActiveAsync(true);
        LibvirtException[] others =
        [
            await FailureOf(With(new NetworkSource("absent")) with { Name = Definition("b").Name }),
            await FailureOf(With(new BridgeSource("absent0")) with { Name = Definition("c").Name }),
            await FailureOf(Definition("d") with { MemoryKiB = 1L << 30 }),
        ];
        Assert.That(
            others.Prepend(stopped).Select(fault => (fault.Domain, fault.Errno)),
            Is.EqualTo(((LibvirtErrorDomain, int?)[])[(LibvirtErrorDomain.Network, null), (LibvirtErrorDomain.Network, null), (LibvirtErrorDomain.None, 19), (LibvirtErrorDomain.Qemu, null)]));
    }

    [Test]
    public async Task Bridge_of_a_network_can_be_used_as_one() => Assert.That(
        async () => await Run(With(new BridgeSource((await Host.ListNetworksAsync(None)).Single().Bridge!))), Throws.Nothing);

    [Test]
    public async Task Volume_that_is_not_there_is_refused() => Assert.That(
        await StartOf(Definition("oss") with { Disks = [Disk("vda", "absent")] }),
        Is.EqualTo((LibvirtErrorKind.NoStorageVolume, LibvirtErrorCode.NoStorageVolume, "virDomainCreate: Storage volume not found: no storage vol with matching name 'absent'")));

    [Test]
    public async Task Pool_that_is_not_there_is_refused() => Assert.That(
        await StartOf(Definition("oss") with { Disks = [Disk("vda", "root") with { Source = new VolumeSource("absent", "root") }] }),
        Is.EqualTo((LibvirtErrorKind.NoStoragePool, LibvirtErrorCode.NoStoragePool, "virDomainCreate: Storage pool not found: no storage pool with matching name 'absent'")));

    [Test]
    public async Task Pool_that_is_stopped_is_refused()
    {
        await MakeVolume("root", VolumeFormat.Raw);
        await Rig.SetPoolActiveAsync(false);
        var refusal = await StartOf(Definition("oss") with { Disks = [Disk("vda", "root")] });
        await Rig.SetPoolActiveAsync(true);
        Assert.That(refusal, Is.EqualTo((LibvirtErrorKind.ConfigUnsupported, LibvirtErrorCode.ConfigUnsupported, "virDomainCreate: unsupported configuration: storage pool 'default' containing volume 'root' is not active")));
    }

    [Test]
    public async Task Overlay_whose_base_is_gone_is_refused()
    {
        StorageVolume golden = await MakeVolume("golden");
        StorageVolume overlay = await Host.CreateVolumeAsync(
            new VolumeDefinition { Pool = Pool, Name = "overlay", CapacityBytes = 8 * MiB, Base = new VolumeReference(Pool, "golden") }, None);
        await Host.DeleteVolumeAsync(Pool, "golden", None);
        Assert.That(
            await StartOf(Definition("oss") with { Disks = [Disk("vda", "overlay") with { Format = VolumeFormat.Qcow2 }] }),
            Is.EqualTo((LibvirtErrorKind.System, LibvirtErrorCode.SystemError, $"virDomainCreate: Cannot access backing file '{golden.Path}' of storage file '{overlay.Path}' (as uid:64055, gid:64055): No such file or directory")));
    }

    [Test]
    public async Task File_of_a_disk_is_looked_for()
    {
        StorageVolume volume = await MakeVolume("root", VolumeFormat.Raw);
        DomainDisk disk = Disk("vda", "root");
        Assert.That(async () => await Run(Definition("there") with { Disks = [disk with { Source = new FileSource(volume.Path) }] }), Throws.Nothing);
        Assert.That(
            await StartOf(Definition("oss") with { Disks = [disk with { Source = new FileSource("/absent/root") }] }),
            Is.EqualTo((LibvirtErrorKind.System, LibvirtErrorCode.SystemError, "virDomainCreate: Cannot access storage file '/absent/root': No such file or directory")));
    }

    [Test]
    public async Task Image_is_written_to_by_one_domain_alone()
    {
        await MakeVolume("root", VolumeFormat.Raw);
        DomainIdentity first = await Run(Definition("first") with { Disks = [Disk("vda", "root")] });
        DomainDefinition second = Definition("second") with { Disks = [Disk("vda", "root")] };
        var refusal = await StartOf(second);
        Assert.That((refusal.Kind, refusal.Code), Is.EqualTo((LibvirtErrorKind.Other, LibvirtErrorCode.InternalError)));
        Assert.That(refusal.Message, Does.Contain("Failed to get \"write\" lock"));

        await Host.DestroyDomainAsync(first.Uuid, None);
        Assert.That(async () => await Host.StartDomainAsync((await Host.FindDomainAsync(second.Name, None))!.Identity.Uuid, None), Throws.Nothing);
    }

    [Test]
    public async Task Pins_to_cpus_that_the_host_lacks_are_refused()
    {
        var vcpu = await StartOf(Definition("vcpu") with { VcpuPins = [new VcpuPin(1, CpuSet.Parse("0,4000"))] });
        var emulator = await StartOf(Definition("emulator") with { EmulatorPin = CpuSet.Of(4000) });
        using (Assert.EnterMultipleScope())
        {
            Assert.That((vcpu.Kind, emulator.Kind), Is.EqualTo((LibvirtErrorKind.System, LibvirtErrorKind.System)));
            Assert.That(vcpu.Message, Does.Match(@"Unable to write to '.*/vcpu1/cpuset\.cpus'"));
            Assert.That(emulator.Message, Does.Match(@"Unable to write to '.*/emulator/cpuset\.cpus'"));
        }
    }

    [Test]
    public async Task Function_that_the_host_cannot_pass_through_is_refused()
    {
        HostCapabilities host = await Host.GetCapabilitiesAsync(None);
        PciDevice bridge = (await Host.ListPciDevicesAsync(None))[0];
        var refusal = await StartOf(Definition("oss") with { HostDevices = [new DomainHostDevice { Address = bridge.Address }] });
        Assert.That(
            (refusal.Kind, refusal.Message),
            Is.EqualTo(host.VfioSupported == true
                ? (LibvirtErrorKind.Other, "virDomainCreate: internal error: Non-endpoint PCI devices cannot be assigned to guests")
                : (LibvirtErrorKind.ConfigUnsupported, "virDomainCreate: unsupported configuration: host doesn't support passthrough of host PCI devices")));
    }

    [Test]
    public async Task Failed_start_leaves_the_domain_off_and_tells_nothing_of_it()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(With(new NetworkSource("absent")), None);
        await KindOf(() => Host.StartDomainAsync(domain.Uuid, None));
        DomainSnapshot seen = await Look(domain);
        await Host.UndefineDomainAsync(domain.Uuid, None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((seen.State, seen.StateReason, seen.IsActive), Is.EqualTo((DomainState.ShutOff, "failed", false)));
            Assert.That(
                await Told(domain, happened => happened is DomainLifecycle { Change: DomainChange.Undefined }),
                Is.EqualTo((DomainEvent[])[new DomainLifecycle(domain, DomainChange.Defined, 0), new DomainLifecycle(domain, DomainChange.Undefined, 0)]));
        }
    }

    private DomainDefinition With(InterfaceSource source) =>
        Definition("oss") with { Interfaces = [new DomainInterface { Mac = "52:54:00:aa:00:01", Source = source }] };

    private async Task<LibvirtException> FailureOf(DomainDefinition definition)
    {
        DomainIdentity domain = await Host.DefineDomainAsync(definition, None);
        return (await Assert.ThrowsAsync<LibvirtException>(() => Host.StartDomainAsync(domain.Uuid, None)))!;
    }

    private async Task<(LibvirtErrorKind Kind, LibvirtErrorCode Code, string Message)> StartOf(DomainDefinition definition)
    {
        DomainIdentity domain = await Host.DefineDomainAsync(definition, None);
        return await Refusal(() => Host.StartDomainAsync(domain.Uuid, None));
    }
}
