using LustreOperator.Libvirt.Tests.Values;

namespace LustreOperator.Libvirt.Tests.Integration;

[TestFixture]
public class DomainTests : LibvirtdFixture
{
    [Test]
    public async Task The_host_is_described()
    {
        HostCapabilities host = await Host.GetCapabilitiesAsync(None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.HostUuid, Is.Not.Null);
            Assert.That(host.Architecture, Is.EqualTo("x86_64"));
            Assert.That(host.KvmAvailable, Is.False);
            Assert.That(host.VfioSupported, Is.False);
            Assert.That(host.Q35Machine, Does.StartWith("pc-q35-"));
            Assert.That(host.HypervisorVersion, Is.GreaterThanOrEqualTo(new Version(7, 2)));
            Assert.That(host.Cells.SelectMany(cell => cell.Pages).Select(pages => pages.Free), Has.None.Null);
            Assert.That(await Rig.Virsh("nodedev-list", "--cap", "pci"), Does.Contain((await Host.ListPciDevicesAsync(None))[0].Name));
        }
    }

    [Test]
    public async Task A_domain_is_read_back_as_it_was_wanted_both_live_and_inactive()
    {
        await MakePool();
        await MakeNetworks();
        await Host.CreateVolumeAsync(new VolumeDefinition { Pool = Pool, Name = "root", CapacityBytes = 1 << 20 }, None);
        DomainDefinition wanted = Definition("oss") with
        {
            VcpuPins = [new VcpuPin(0, CpuSet.Of(0)), new VcpuPin(1, CpuSet.Of(1))],
            EmulatorPin = CpuSet.Of(0),
            MemoryBinding = new MemoryBinding(CpuSet.Of(0)),
            Disks = [new DomainDisk { Target = "vda", Source = new VolumeSource(Pool, "root"), Serial = "root", Alias = "ua-disk-root", BootOrder = 1 }],
            Interfaces =
            [
                new DomainInterface { Mac = "52:54:00:aa:00:01", Source = new BridgeSource("br0"), Alias = "ua-net-ethernet" },
                new DomainInterface { Mac = "52:54:00:aa:00:02", Source = new NetworkSource("default") },
            ],
        };
        DomainIdentity domain = await Run(wanted);
        wanted = wanted with { Uuid = domain.Uuid };

        DomainSnapshot running = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(running.Inactive!.Definition, Is.EqualTo(wanted));
            Assert.That(running.Live!.Definition, Is.EqualTo(wanted));
            Assert.That(running.Live.Devices.Select(device => device.GuestAddress), Has.None.Null);
            Assert.That(running.Live.ForeignDevices, Is.Empty);
            Assert.That(running.Live.GuestAgentConnected, Is.False);
            Assert.That(running.VcpuAffinity.Select(vcpu => vcpu.Cpus), Is.EqualTo((CpuSet[])[CpuSet.Of(0), CpuSet.Of(1)]));
            Assert.That(FreePorts(running.Live), Is.EqualTo(wanted.SparePciePorts));
            Assert.That(await Rig.Inside("ip", "-o", "link", "show", "master", "br0"), Does.Contain("vnet"));
        }
    }

    /// <summary>Hugepages, a memory node, and functions that are not there: libvirt looks for those only at the start.</summary>
    [Test]
    public async Task Everything_that_can_be_wanted_is_accepted_and_read_back()
    {
        DomainDefinition wanted = Samples.Oss with { Name = $"{Rig.DomainPrefix}.oss", Type = DomainType.Qemu };
        DomainIdentity domain = await Host.DefineDomainAsync(wanted, None);
        Assert.That((await Look(domain)).Inactive!.Definition, Is.EqualTo(wanted with { Uuid = domain.Uuid }));

        // libvirt passes over what it does not know, unless it is to hold the text against its schema.
        string file = Path.Combine(Rig.SocketDirectory, "oss.xml");
        await File.WriteAllTextAsync(file, DomainXml.WriteMerged((await Look(domain)).Inactive!.Xml, wanted));
        await Rig.Virsh("define", "--validate", file);

        await Host.DefineDomainAsync(wanted with { Uuid = domain.Uuid }, None);
        Assert.That((await Look(domain)).Inactive!.Definition, Is.EqualTo(wanted with { Uuid = domain.Uuid }));
    }

    [Test]
    public async Task A_redefinition_keeps_addresses_and_leaves_the_running_domain_alone()
    {
        await MakeNetworks();
        DomainDefinition first = Definition("oss") with
        {
            Interfaces =
            [
                new DomainInterface { Mac = "52:54:00:aa:00:01", Source = new BridgeSource("br0") },
                new DomainInterface { Mac = "52:54:00:aa:00:02", Source = new NetworkSource("default") },
            ],
        };
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
    public async Task A_device_is_plugged_in_live_and_for_later()
    {
        await MakePool();
        await Host.CreateVolumeAsync(new VolumeDefinition { Pool = Pool, Name = "data", CapacityBytes = 1 << 20, Format = VolumeFormat.Raw }, None);
        DomainIdentity domain = await Run(Definition("oss"));
        DomainDisk disk = new() { Target = "vdb", Source = new VolumeSource(Pool, "data"), Format = VolumeFormat.Raw, Alias = "ua-disk-data" };
        await Host.AttachDeviceAsync(domain.Uuid, disk, DomainScope.LiveAndConfig, None);
        await Host.Events.Until<DeviceAdded>(added => added.Domain == domain && added.Alias == "ua-disk-data");
        DomainSnapshot plugged = await Look(domain);
        Assert.That((plugged.Live!.Definition.Disks, plugged.Inactive!.Definition.Disks), Is.EqualTo(((ValueList<DomainDisk>)[disk], (ValueList<DomainDisk>)[disk])));

        await Host.DetachDeviceAsync(domain.Uuid, disk, DomainScope.Config, None);
        DomainSnapshot unplugged = await Look(domain);
        Assert.That((unplugged.Live!.Definition.Disks.Count, unplugged.Inactive!.Definition.Disks.Count), Is.EqualTo((1, 0)));

        LibvirtException? missing = await Assert.ThrowsAsync<LibvirtException>(() => Host.DetachDeviceAsync(domain.Uuid, disk, DomainScope.Config, None));
        Assert.That(missing!.Kind, Is.EqualTo(LibvirtErrorKind.DeviceMissing));
    }

    [Test]
    public async Task A_killed_emulator_is_told_at_once()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Rig.Inside("bash", "-c", $"kill -9 $(cat /run/libvirt/qemu/{domain.Name}.pid)");
        await Host.Events.Until<DomainLifecycle>(happened => happened is { Change: DomainChange.Stopped, Detail: 5 } && happened.Domain == domain);
        DomainSnapshot dead = await Look(domain);
        Assert.That((dead.State, dead.StateReason, dead.IsActive), Is.EqualTo((DomainState.ShutOff, "crashed", false)));
    }

    [Test]
    public async Task What_the_state_or_the_host_does_not_allow_is_told_apart()
    {
        DomainIdentity running = await Run(Definition("running"));
        DomainIdentity unfit = await Host.DefineDomainAsync(Definition("unfit") with { MemoryBinding = new MemoryBinding(CpuSet.Of(7)) }, None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Failure(() => Host.StartDomainAsync(running.Uuid, None)), Is.EqualTo(LibvirtErrorKind.OperationInvalid));
            Assert.That(await Failure(() => Host.DestroyDomainAsync(unfit.Uuid, None)), Is.EqualTo(LibvirtErrorKind.OperationInvalid));
            Assert.That(await Failure(() => Host.StartDomainAsync(unfit.Uuid, None)), Is.EqualTo(LibvirtErrorKind.ConfigUnsupported));
            Assert.That(await Failure(() => Host.DefineDomainAsync(Definition("running"), None)), Is.EqualTo(LibvirtErrorKind.DomainExists));
            Assert.That(await Failure(() => Host.PinVcpuAsync(unfit.Uuid, 0, CpuSet.Of(0), DomainScope.Live, None)), Is.EqualTo(LibvirtErrorKind.OperationInvalid));
        }

        await Host.UndefineDomainAsync(unfit.Uuid, None);
        await Host.ShutdownDomainAsync(running.Uuid, None);
        await Host.DestroyDomainAsync(running.Uuid, None);
        await Host.UndefineDomainAsync(running.Uuid, None);
        Assert.That(await Host.ListDomainsAsync(None), Is.Empty);
    }

    [Test]
    public async Task A_paused_domain_can_run_on()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Rig.Virsh("suspend", domain.Name);
        DomainSnapshot paused = await Look(domain);
        await Host.ResumeDomainAsync(domain.Uuid, None);
        Assert.That((paused.State, (await Look(domain)).State), Is.EqualTo((DomainState.Paused, DomainState.Running)));
    }

    [Test]
    public async Task A_changed_mark_is_seen_by_virsh()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        DomainOwner owner = (await Look(domain)).Owner! with { MachineUid = "adopted" };
        await Host.SetOwnerAsync(domain.Uuid, owner, DomainScope.LiveAndConfig, None);
        DomainSnapshot adopted = await Look(domain);
        Assert.That((adopted.Live!.Definition.Owner, adopted.Inactive!.Definition.Owner), Is.EqualTo((owner, owner)));
        Assert.That(await Rig.Virsh("metadata", domain.Name, DomainOwner.NamespaceUri), Does.Contain("uid=\"adopted\"").Or.Contain("uid='adopted'"));
    }

    /// <summary>Ports that no device sits on, by the addresses and not by our own count.</summary>
    private static int FreePorts(DomainDescription live)
    {
        System.Xml.Linq.XElement devices = System.Xml.Linq.XElement.Parse(live.Xml).Element("devices")!;
        HashSet<int> taken = [.. devices.Elements().Select(device => device.Element("address").Pci()?.Bus ?? 0)];
        return devices.Elements("controller").Where(PciPorts.IsPort).Count(port => !taken.Contains(port.Int("index")!.Value));
    }

    private static async Task<LibvirtErrorKind?> Failure(Func<Task> call) => (await Assert.CatchAsync<LibvirtException>(call))?.Kind;
}
