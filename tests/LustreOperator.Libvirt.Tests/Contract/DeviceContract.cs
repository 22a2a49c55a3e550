namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Plugging devices in and out.</summary>
[TestFixture(typeof(SimulatedRig))]
[TestFixture(typeof(SimulatedTalkRig))]
[TestFixture(typeof(LibvirtdRig), Category = "integration")]
internal sealed class DeviceContract<TRig> : ContractFixture<TRig>
    where TRig : ContractRig, new()
{
    [Test]
    public async Task Device_is_plugged_in_live_and_for_later_and_told()
    {
        await MakeVolume("data", VolumeFormat.Raw);
        DomainIdentity domain = await Run(Definition("oss"));
        DomainDisk disk = Disk("vdb", "data");
        await Host.AttachDeviceAsync(domain.Uuid, disk, DomainScope.LiveAndConfig, None);
        await Told(domain, happened => happened is DeviceAdded { Alias: "ua-disk-data" });
        DomainSnapshot plugged = await Look(domain);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((plugged.Live!.Definition.Disks, plugged.Inactive!.Definition.Disks), Is.EqualTo(((ValueList<DomainDisk>)[disk], (ValueList<DomainDisk>)[disk])));
            Assert.That(plugged.Live.Devices.Select(device => device.GuestAddress), Has.None.Null);
            Assert.That(plugged.Live.Definition.SparePciePorts, Is.EqualTo(3));
        }
    }

    [Test]
    public async Task Devices_plugged_in_without_a_name_are_given_one()
    {
        await MakeVolume("data", VolumeFormat.Raw);
        DomainIdentity domain = await Run(Definition("oss"));
        await Host.AttachDeviceAsync(domain.Uuid, Disk("vdb", "data") with { Alias = null }, DomainScope.Live, None);
        await Host.AttachDeviceAsync(domain.Uuid, new DomainInterface { Mac = "52:54:00:aa:00:09", Source = new NetworkSource(Rig.Network) }, DomainScope.Live, None);
        IReadOnlyList<DomainEvent> told = await Told(domain, happened => happened is DeviceAdded { Alias: "net0" });
        Assert.That(told.OfType<DeviceAdded>().Select(added => added.Alias), Is.EqualTo((string[])["virtio-disk1", "net0"]));
        Assert.That((await Look(domain)).Inactive!.Devices, Is.Empty);
    }

    [Test]
    public async Task Device_that_the_host_lacks_cannot_be_plugged_in()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await KindOf(() => Attach(domain, Disk("vdb", "absent"))), Is.EqualTo(LibvirtErrorKind.NoStorageVolume));
            Assert.That(await KindOf(() => Attach(domain, Nic(new NetworkSource("absent")))), Is.EqualTo(LibvirtErrorKind.NoNetwork));
            Assert.That(await KindOf(() => Attach(domain, Nic(new BridgeSource("absent0")))), Is.EqualTo(LibvirtErrorKind.System));
            Assert.That((await Look(domain)).Live!.Devices, Is.Empty);
        }

        static DomainInterface Nic(InterfaceSource source) => new() { Mac = "52:54:00:aa:00:09", Source = source };
    }

    [Test]
    public async Task Target_is_taken_once()
    {
        await MakeVolume("data", VolumeFormat.Raw);
        await MakeVolume("more", VolumeFormat.Raw);
        DomainIdentity domain = await Run(Definition("oss") with { Disks = [Disk("vdb", "data")] });
        var live = await Refusal(() => Host.AttachDeviceAsync(domain.Uuid, Disk("vdb", "more"), DomainScope.Live, None));
        var config = await Refusal(() => Host.AttachDeviceAsync(domain.Uuid, Disk("vdb", "more"), DomainScope.Config, None));
        Assert.That(
            (live.Message, config.Message),
            Is.EqualTo((
                "virDomainAttachDeviceFlags: XML error: target 'vdb' duplicated for disk sources '/var/lib/libvirt/images/data' and '/var/lib/libvirt/images/more'",
                "virDomainAttachDeviceFlags: Requested operation is not valid: target vdb already exists")));
    }

    [Test]
    public async Task Second_interface_may_have_the_same_address()
    {
        DomainInterface nic = new() { Mac = "52:54:00:aa:00:09", Source = new NetworkSource(Rig.Network) };
        DomainIdentity domain = await Run(Definition("oss") with { Interfaces = [nic] });
        await Host.AttachDeviceAsync(domain.Uuid, nic, DomainScope.LiveAndConfig, None);
        DomainSnapshot seen = await Look(domain);
        Assert.That((seen.Live!.Definition.Interfaces.Count, seen.Inactive!.Definition.Interfaces.Count), Is.EqualTo((2, 2)));
        var ambiguous = await Refusal(() => Host.DetachDeviceAsync(domain.Uuid, nic, DomainScope.Config, None));
        Assert.That(
            (ambiguous.Code, ambiguous.Message),
            Is.EqualTo((LibvirtErrorCode.OperationFailed, $"virDomainDetachDeviceFlags: operation failed: multiple devices matching MAC address {nic.Mac} found")));
    }

    [Test]
    public async Task Device_needs_a_free_port()
    {
        await MakeVolume("data", VolumeFormat.Raw);
        await MakeVolume("more", VolumeFormat.Raw);
        DomainIdentity domain = await Run(Definition("oss") with { SparePciePorts = 1 });
        await Attach(domain, Disk("vdb", "data"));
        var refusal = await Refusal(() => Attach(domain, Disk("vdc", "more")));
        Assert.That((refusal.Code, refusal.Message), Is.EqualTo((LibvirtErrorCode.InternalError, "virDomainAttachDeviceFlags: internal error: No more available PCI slots")));
    }

    [Test]
    public async Task Device_leaves_the_definition_and_stays_in_what_runs()
    {
        await MakeVolume("data", VolumeFormat.Raw);
        DomainIdentity domain = await Run(Definition("oss") with { Disks = [Disk("vdb", "data")] });
        await Host.DetachDeviceAsync(domain.Uuid, Disk("vdb", "data"), DomainScope.Config, None);
        DomainSnapshot unplugged = await Look(domain);
        Assert.That((unplugged.Live!.Definition.Disks.Count, unplugged.Inactive!.Definition.Disks.Count), Is.EqualTo((1, 0)));
    }

    [TestCase(DomainScope.Live)]
    [TestCase(DomainScope.Config)]
    public async Task Device_that_the_domain_lacks_is_said_to_be_missing(DomainScope scope)
    {
        DomainIdentity domain = await Run(Definition("oss"));
        DomainDevice[] missing =
        [
            Disk("vdb", "data"),
            new DomainInterface { Mac = "52:54:00:aa:00:09", Source = new NetworkSource(Rig.Network) },
            new DomainHostDevice { Address = PciAddress.Parse("0000:99:00.0") },
        ];
        List<LibvirtErrorKind> kinds = [];
        foreach (DomainDevice device in missing)
        {
            kinds.Add(await KindOf(() => Host.DetachDeviceAsync(domain.Uuid, device, scope, None)));
        }

        Assert.That(kinds, Has.All.EqualTo(LibvirtErrorKind.DeviceMissing));
    }

    [Test]
    [Difference("guest-obeys")]
    public async Task Guest_lets_a_device_go_and_its_image_is_free()
    {
        await MakeVolume("data", VolumeFormat.Raw);
        DomainIdentity domain = await RunObedient(Definition("oss") with { Disks = [Disk("vdb", "data")] });
        await Host.DetachDeviceAsync(domain.Uuid, Disk("vdb", "data"), DomainScope.LiveAndConfig, None);
        await Told(domain, happened => happened is DeviceRemoved { Alias: "ua-disk-data" });
        DomainSnapshot unplugged = await Look(domain);
        Assert.That((unplugged.Live!.Definition.Disks.Count, unplugged.Inactive!.Definition.Disks.Count), Is.EqualTo((1, 1)));
        Assert.That(async () => await Run(Definition("next") with { Disks = [Disk("vdb", "data")] }), Throws.Nothing);
    }

    [Test]
    [Difference("guest-obeys")]
    public async Task Paused_guest_keeps_a_device_until_it_runs_on()
    {
        await MakeVolume("data", VolumeFormat.Raw);
        DomainIdentity domain = await RunObedient(Definition("oss") with { Disks = [Disk("vdb", "data")] });
        await Rig.SuspendAsync(domain);
        await Host.DetachDeviceAsync(domain.Uuid, Disk("vdb", "data"), DomainScope.Live, None);
        DomainSnapshot asked = await Look(domain);
        await Host.DetachDeviceAsync(domain.Uuid, Disk("vdb", "data"), DomainScope.Live, None);
        await Host.ResumeDomainAsync(domain.Uuid, None);
        await Told(domain, happened => happened is DeviceRemoved { Alias: "ua-disk-data" });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked.Live!.Definition.Disks.Count, Is.EqualTo(2));
            Assert.That((await Look(domain)).Live!.Definition.Disks.Count, Is.EqualTo(1));
        }
    }

    private Task Attach(DomainIdentity domain, DomainDevice device) => Host.AttachDeviceAsync(domain.Uuid, device, DomainScope.Live, None);
}
