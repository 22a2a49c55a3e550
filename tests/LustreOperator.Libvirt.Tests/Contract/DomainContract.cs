using LustreOperator.Libvirt.Tests.Values;

namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Defining, reading, marking and undefining domains.</summary>
[TestFixture(typeof(SimulatedRig))]
[TestFixture(typeof(SimulatedTalkRig))]
[TestFixture(typeof(LibvirtdRig), Category = "integration")]
internal sealed class DomainContract<TRig> : ContractFixture<TRig>
    where TRig : ContractRig, new()
{
    private const string Mac1 = "52:54:00:aa:00:01";
    private const string Mac2 = "52:54:00:aa:00:02";

    [Test]
    public async Task Domain_is_read_back_as_it_was_wanted_both_live_and_inactive()
    {
        await MakeVolume("root");
        DomainDefinition wanted = Definition("oss") with
        {
            VcpuPins = [new VcpuPin(0, CpuSet.Of(0)), new VcpuPin(1, CpuSet.Of(1))],
            EmulatorPin = CpuSet.Of(0),
            MemoryBinding = new MemoryBinding(CpuSet.Of(0)),
            Disks = [Disk("vda", "root") with { Format = VolumeFormat.Qcow2, Serial = "root", BootOrder = 1 }],
            Interfaces = Interfaces(),
        };
        DomainIdentity domain = await Run(wanted);
        wanted = wanted with { Uuid = domain.Uuid };

        DomainSnapshot running = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((running.Identity, running.State, running.StateReason, running.IsPersistent, running.HasManagedSave), Is.EqualTo((domain, DomainState.Running, "booted", true, false)));
            Assert.That(running.Inactive!.Definition, Is.EqualTo(wanted));
            Assert.That(running.Live!.Definition, Is.EqualTo(wanted));
            Assert.That(running.Live.ForeignDevices, Is.Empty);
            Assert.That(FreePorts(running.Live), Is.EqualTo(wanted.SparePciePorts));
            Assert.That(running.VcpuAffinity.Select(vcpu => vcpu.Cpus), Is.EqualTo((CpuSet[])[CpuSet.Of(0), CpuSet.Of(1)]));
        }
    }

    [Test]
    public async Task What_libvirt_fills_in_is_there()
    {
        await MakeVolume("root", VolumeFormat.Raw);
        HostCapabilities host = await Host.GetCapabilitiesAsync(None);
        DomainIdentity domain = await Run(Definition("oss") with { Disks = [Disk("vda", "root") with { Alias = null }], Interfaces = Interfaces() });
        DomainSnapshot seen = await Look(domain);
        DomainDescription live = seen.Live!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((live.Machine, live.Architecture, live.Emulator), Is.EqualTo((host.Q35Machine, host.Architecture, host.Emulator)));
            Assert.That(live.ConsolePath, Does.StartWith("/dev/pts/"));
            Assert.That(live.GuestAgentConnected, Is.False);
            Assert.That(
                live.Devices.Select(device => (device.Key, device.Alias)),
                Is.EqualTo(((string, string?)[])[("disk vda", "virtio-disk0"), ($"interface {Mac1}", "ua-net-ethernet"), ($"interface {Mac2}", "net0")]));
            Assert.That(live.Devices.Select(device => device.GuestAddress), Has.None.Null.And.Unique);
            Assert.That(seen.Inactive!.Devices.Select(device => device.GuestAddress), Is.EqualTo(live.Devices.Select(device => device.GuestAddress)));
            Assert.That((seen.Inactive.ConsolePath, seen.Inactive.GuestAgentConnected, seen.Inactive.Devices[0].Alias), Is.EqualTo(((string?)null, (bool?)null, (string?)null)));
        }
    }

    [Test]
    public async Task Domain_that_does_not_run_has_nothing_live()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(Definition("oss"), None);
        DomainSnapshot seen = await Look(domain);
        Assert.That((seen.State, seen.IsActive, seen.IsPersistent, seen.VcpuAffinity.Count), Is.EqualTo((DomainState.ShutOff, false, true, 0)));
        Assert.That(await Host.FindDomainAsync($"{Rig.Prefix}.other", None), Is.Null);
    }

    /// <summary>Hugepages, a memory node, and functions that are not there: libvirt looks for those only at the start.</summary>
    [Test]
    public async Task Everything_that_can_be_wanted_is_accepted_and_read_back()
    {
        DomainDefinition wanted = Samples.Oss with { Name = $"{Rig.Prefix}.oss", Type = DomainType.Qemu };
        DomainIdentity domain = await Host.DefineDomainAsync(wanted, None);
        DomainDefinition first = (await Look(domain)).Inactive!.Definition;
        await Host.DefineDomainAsync(wanted with { Uuid = domain.Uuid }, None);
        DomainDefinition second = (await Look(domain)).Inactive!.Definition;
        Assert.That((first, second), Is.EqualTo((wanted with { Uuid = domain.Uuid }, wanted with { Uuid = domain.Uuid })));
    }

    [Test]
    public async Task Kvm_is_refused_where_there_is_none()
    {
        HostCapabilities host = await Host.GetCapabilitiesAsync(None);
        DomainDefinition kvm = Definition("kvm") with { Type = DomainType.Kvm };
        if (host.KvmAvailable)
        {
            await Host.DefineDomainAsync(kvm, None);
            return;
        }

        var refusal = await Refusal(() => Host.DefineDomainAsync(kvm, None));
        Assert.That((refusal.Kind, refusal.Message), Is.EqualTo((LibvirtErrorKind.ConfigUnsupported, $"virDomainDefineXML: unsupported configuration: Emulator '{host.Emulator}' does not support virt type 'kvm'")));
    }

    [Test]
    public async Task Domain_without_spare_ports_has_none()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(Definition("oss") with { SparePciePorts = 0 }, None);
        Assert.That(FreePorts((await Look(domain)).Inactive!), Is.Zero);
    }

    [Test]
    public async Task Redefinition_keeps_addresses_and_leaves_the_running_domain_alone()
    {
        DomainDefinition first = Definition("oss") with { Interfaces = Interfaces() };
        DomainIdentity domain = await Run(first);
        DomainSnapshot before = await Look(domain);
        await Host.DefineDomainAsync(first with { Uuid = domain.Uuid, MemoryKiB = 131072, Interfaces = [first.Interfaces[1]] }, None);
        DomainSnapshot after = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(after.Inactive!.Definition.MemoryKiB, Is.EqualTo(131072));
            Assert.That(after.Live!.Definition, Is.EqualTo(before.Live!.Definition));
            Assert.That(after.Inactive.Machine, Is.EqualTo(before.Inactive!.Machine));
            Assert.That(after.Inactive.Devices, Is.EqualTo(before.Inactive.Devices.Skip(1)));
        }
    }

    [Test]
    public async Task Definition_is_told_as_new_or_updated_and_its_end_too()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(Definition("oss"), None);
        await Host.DefineDomainAsync(Definition("oss") with { Uuid = domain.Uuid }, None);
        await Host.UndefineDomainAsync(domain.Uuid, None);
        Assert.That(
            await Told(domain, happened => happened is DomainLifecycle { Change: DomainChange.Undefined }),
            Is.EqualTo((DomainEvent[])
            [
                new DomainLifecycle(domain, DomainChange.Defined, 0),
                new DomainLifecycle(domain, DomainChange.Defined, 1),
                new DomainLifecycle(domain, DomainChange.Undefined, 0),
            ]));
    }

    [Test]
    public async Task Name_and_uuid_belong_to_one_domain()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(Definition("oss"), None);
        var taken = await Refusal(() => Host.DefineDomainAsync(Definition("oss"), None));
        var renamed = await Refusal(() => Host.DefineDomainAsync(Definition("other") with { Uuid = domain.Uuid }, None));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(taken, Is.EqualTo((LibvirtErrorKind.DomainExists, LibvirtErrorCode.OperationFailed, $"virDomainDefineXML: operation failed: domain '{domain.Name}' already exists with uuid {domain.Uuid}")));
            Assert.That(renamed, Is.EqualTo((LibvirtErrorKind.Other, LibvirtErrorCode.OperationFailed, $"virDomainDefineXML: operation failed: domain '{domain.Name}' is already defined with uuid {domain.Uuid}")));
        }
    }

    [Test]
    public async Task Domain_is_made_with_the_uuid_that_it_is_to_have()
    {
        Guid uuid = Guid.NewGuid();
        DomainIdentity domain = await Host.DefineDomainAsync(Definition("oss") with { Uuid = uuid }, None);
        Assert.That(domain, Is.EqualTo(new DomainIdentity($"{Rig.Prefix}.oss", uuid)));
    }

    [Test]
    public async Task Domains_are_listed_by_name_with_their_metadata()
    {
        DomainIdentity second = await Host.DefineDomainAsync(Definition("b") with { Metadata = [] }, None);
        DomainIdentity first = await Run(Definition("a"));
        Assert.That(
            (await Host.ListDomainsAsync(None)).Where(domain => domain.Name.StartsWith(Rig.Prefix, StringComparison.Ordinal)),
            Is.EqualTo((DomainSummary[])
            [
                new DomainSummary(first.Name, first.Uuid, DomainState.Running) { Metadata = [Samples.Mark] },
                new DomainSummary(second.Name, second.Uuid, DomainState.ShutOff),
            ]));
    }

    [TestCase(DomainScope.Live)]
    [TestCase(DomainScope.Config)]
    [TestCase(DomainScope.LiveAndConfig)]
    public async Task Metadata_is_changed_where_it_is_to_be_and_told(DomainScope scope)
    {
        DomainIdentity domain = await Run(Definition("oss"));
        DomainMetadata before = (await Look(domain)).Live!.Definition.Metadata.Single();
        DomainMetadata after = before with
        {
            Attributes = [new("uid", "adopted"), new("parked", "0000:41:00.0 0000:41:00.1")],
            Content = $"<{before.Prefix}:note xmlns:{before.Prefix}=\"{before.NamespaceUri}\">1 &lt; 2</{before.Prefix}:note>",
        };
        await Host.SetMetadataAsync(domain.Uuid, after, scope, None);
        DomainSnapshot seen = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen.Live!.Definition.Metadata.Single(), Is.EqualTo(scope.HasFlag(DomainScope.Live) ? after : before));
            Assert.That(seen.Inactive!.Definition.Metadata.Single(), Is.EqualTo(scope.HasFlag(DomainScope.Config) ? after : before));
            Assert.That(
                (await Told(domain, happened => happened is MetadataChanged))[^1],
                Is.EqualTo(new MetadataChanged(domain, before.NamespaceUri)));
        }
    }

    [Test]
    public async Task Domain_without_metadata_can_be_given_some()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(Definition("oss") with { Metadata = [] }, None);
        await Host.SetMetadataAsync(domain.Uuid, Samples.Mark, DomainScope.Config, None);
        Assert.That((await Look(domain)).Inactive!.Definition.Metadata, Is.EqualTo((ValueList<DomainMetadata>)[Samples.Mark]));
    }

    [Test]
    public async Task Domain_undefined_while_it_runs_is_gone_when_it_stops()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Host.UndefineDomainAsync(domain.Uuid, None);
        DomainSnapshot transient = await Look(domain);
        var undefine = await Refusal(() => Host.UndefineDomainAsync(domain.Uuid, None));
        var pin = await Refusal(() => Host.PinVcpuAsync(domain.Uuid, 0, CpuSet.Of(0), DomainScope.Config, None));
        await Host.DestroyDomainAsync(domain.Uuid, None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((transient.IsPersistent, transient.IsActive, transient.Inactive), Is.EqualTo((false, true, (DomainDescription?)null)));
            Assert.That(undefine.Message, Is.EqualTo("virDomainUndefineFlags: Requested operation is not valid: cannot undefine transient domain"));
            Assert.That(pin.Message, Is.EqualTo("virDomainPinVcpuFlags: Requested operation is not valid: transient domains do not have any persistent config"));
            Assert.That(await Host.FindDomainAsync(domain.Name, None), Is.Null);
        }
    }

    [Test]
    public async Task Domain_undefined_while_it_runs_can_be_defined_again()
    {
        DomainDefinition wanted = Definition("oss") with { Interfaces = Interfaces() };
        DomainIdentity domain = await Run(wanted);
        DomainSnapshot before = await Look(domain);
        await Host.UndefineDomainAsync(domain.Uuid, None);
        await Host.DefineDomainAsync(wanted with { Uuid = domain.Uuid }, None);
        DomainSnapshot after = await Look(domain);
        Assert.That((after.IsPersistent, after.Inactive!.Definition, after.Inactive.Devices), Is.EqualTo((true, wanted with { Uuid = domain.Uuid }, before.Inactive!.Devices)));
    }

    private ValueList<DomainInterface> Interfaces() =>
    [
        new DomainInterface { Mac = Mac1, Source = new BridgeSource(ContractRig.Bridge), Alias = "ua-net-ethernet" },
        new DomainInterface { Mac = Mac2, Source = new NetworkSource(Rig.Network) },
    ];

    /// <summary>Ports that no device sits on, by the addresses and not by our own count.</summary>
    private static int FreePorts(DomainDescription domain)
    {
        System.Xml.Linq.XElement devices = System.Xml.Linq.XElement.Parse(domain.Xml).Element("devices")!;
        HashSet<int> taken = [.. devices.Elements().Select(device => device.Element("address").Pci()?.Bus ?? 0)];
        return devices.Elements("controller").Where(PciPorts.IsPort).Count(port => !taken.Contains(port.Whole("index")!.Value));
    }
}
