namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Functions taken from the host and given back, by call and not by a domain.</summary>
[TestFixtureSource(typeof(VfioHosts), nameof(VfioHosts.Separate))]
internal sealed class TakenFunctionContract(string uri) : PassthroughFixture(uri)
{
    private PciDevice First => Functions.First(IsAlone);

    [Test]
    public async Task Function_is_taken_from_its_driver_and_given_back()
    {
        await Take(First);
        string? taken = (await Now(First)).Driver;
        await GiveBack(First);
        await HasDriver(First, First.Driver);
        Assert.That(taken, Is.EqualTo(Vfio));
    }

    [Test]
    public async Task Function_that_is_taken_already_stays_so()
    {
        await Take(First);
        await Take(First);
        Assert.That((await Now(First)).Driver, Is.EqualTo(Vfio));
    }

    [Test]
    public async Task Function_that_the_host_has_stays_its()
    {
        await GiveBack(First);
        await HasDriver(First, First.Driver);
    }

    [Test]
    public async Task Function_that_is_not_there_can_be_neither_taken_nor_given_back()
    {
        PciAddress absent = PciAddress.Parse("0000:99:00.0");
        var take = await Refusal(() => Host.DetachNodeDeviceAsync(absent, None));
        var give = await Refusal(() => Host.ReattachNodeDeviceAsync(absent, None));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((take.Kind, take.Code, give.Kind, give.Code), Is.EqualTo((LibvirtErrorKind.NoNodeDevice, LibvirtErrorCode.NoNodeDevice, LibvirtErrorKind.NoNodeDevice, LibvirtErrorCode.NoNodeDevice)));
            Assert.That((string[])[take.Message, give.Message], Has.All.EndsWith(": Node device not found: no node device with matching name 'pci_0000_99_00_0'"));
        }
    }

    [Test]
    public async Task Function_that_a_domain_has_can_be_neither_taken_nor_given_back()
    {
        DomainIdentity domain = await Run(With("oss", First));
        var take = await Refusal(() => Take(First));
        var give = await Refusal(() => GiveBack(First));
        string? driver = (await Now(First)).Driver;
        await Host.DestroyDomainAsync(domain.Uuid, None);
        string held = $"Requested operation is not valid: PCI device {First.Address} is in use by driver QEMU, domain {domain.Name}";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(take, Is.EqualTo((LibvirtErrorKind.OperationInvalid, LibvirtErrorCode.OperationInvalid, $"virNodeDeviceDetachFlags: {held}")));
            Assert.That(give, Is.EqualTo((LibvirtErrorKind.OperationInvalid, LibvirtErrorCode.OperationInvalid, $"virNodeDeviceReAttach: {held}")));
            Assert.That(driver, Is.EqualTo(Vfio));
        }
    }

    /// <summary>A managed function goes back to where it was when the domain got it.</summary>
    [Test]
    public async Task Function_that_was_taken_before_its_domain_started_stays_taken_when_it_stops()
    {
        await Take(First);
        DomainIdentity domain = await Run(With("oss", First));
        await Host.DestroyDomainAsync(domain.Uuid, None);

        // Were it given back, that would be done when the destroy returns or a second later: a second start and stop takes longer.
        await Host.StartDomainAsync(domain.Uuid, None);
        await Host.DestroyDomainAsync(domain.Uuid, None);
        string? after = (await Now(First)).Driver;
        await GiveBack(First);
        await HasDriver(First, First.Driver);
        Assert.That(after, Is.EqualTo(Vfio));
    }

    [Test]
    public async Task Function_that_had_no_driver_has_its_own_when_its_domain_stops()
    {
        await Hands.UnbindAsync(First);
        string? unbound = (await Now(First)).Driver;
        DomainIdentity domain = await Run(With("oss", First));
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await HasDriver(First, First.Driver);
        Assert.That(unbound, Is.Null);
    }

    /// <summary>No error says that VFIO did not take it: what has it then is to be looked at.</summary>
    [Test]
    public async Task Bridge_is_taken_from_its_driver_and_left_with_none()
    {
        PciDevice bridge = (await Host.ListPciDevicesAsync(None)).First(device => device is { IsBridge: true, Driver: "pcieport" });
        await Take(bridge);
        string? taken = (await Now(bridge)).Driver;
        await GiveBack(bridge);
        await HasDriver(bridge, bridge.Driver);
        Assert.That(taken, Is.Null);
    }

    [Test]
    public async Task List_tells_who_has_which_function_now()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(With("oss", First), None);
        ValueList<PciAddress> defined = await Listed(domain);
        await Host.StartDomainAsync(domain.Uuid, None);
        ValueList<PciAddress> running = await Listed(domain);
        await Host.DestroyDomainAsync(domain.Uuid, None);
        ValueList<PciAddress> stopped = await Listed(domain);
        Assert.That((defined, running, stopped), Is.EqualTo(((ValueList<PciAddress>)[], (ValueList<PciAddress>)[First.Address], (ValueList<PciAddress>)[])));
    }

    [Test]
    public async Task List_tells_of_a_function_that_was_plugged_in_for_now()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        await Host.AttachDeviceAsync(domain.Uuid, Device(First), DomainScope.Live, None);
        Assert.That(await Listed(domain), Is.EqualTo((ValueList<PciAddress>)[First.Address]));
    }

    [Test]
    public async Task Function_takes_a_port_and_none_is_left_when_all_are_taken()
    {
        PciDevice second = Functions.Where(IsAlone).ElementAt(1);
        DomainIdentity domain = await Run(Definition("oss") with { SparePciePorts = 1 });
        DomainSnapshot before = await Look(domain);
        await Host.AttachDeviceAsync(domain.Uuid, Device(First), DomainScope.Live, None);
        DomainSnapshot after = await Look(domain);
        var refusal = await Refusal(() => Host.AttachDeviceAsync(domain.Uuid, Device(second), DomainScope.Live, None));
        await HasDriver(second, second.Driver);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((before.Live!.FreePciePorts, before.Inactive!.FreePciePorts), Is.EqualTo((1, 1)));
            Assert.That((after.Live!.FreePciePorts, after.Inactive!.FreePciePorts), Is.EqualTo((0, 1)));
            Assert.That(refusal, Is.EqualTo((LibvirtErrorKind.Other, LibvirtErrorCode.InternalError, "virDomainAttachDeviceFlags: internal error: No more available PCI slots")));
        }
    }

    [Test]
    [Difference("guest-obeys")]
    public async Task Function_that_left_leaves_its_port_free()
    {
        DomainIdentity domain = await RunObedient(Definition("oss") with { SparePciePorts = 1 });
        DomainHostDevice device = Device(First) with { Alias = "ua-hca-lnet" };
        await Host.AttachDeviceAsync(domain.Uuid, device, DomainScope.Live, None);
        int taken = (await Look(domain)).Live!.FreePciePorts;
        await Host.DetachDeviceAsync(domain.Uuid, device, DomainScope.Live, None);
        await Told(domain, happened => happened is DeviceRemoved { Alias: "ua-hca-lnet" });
        ValueList<PciAddress> listed = await Listed(domain);
        Assert.That((taken, (await Look(domain)).Live!.FreePciePorts, listed.Count), Is.EqualTo((0, 1, 0)));
    }

    /// <summary>Nothing tells a second request from the first: neither an error nor the definition.</summary>
    [Test]
    public async Task Guest_that_keeps_a_function_can_be_asked_again()
    {
        DomainIdentity domain = await Run(With("oss", First));
        await Rig.SuspendAsync(domain);
        await Host.DetachDeviceAsync(domain.Uuid, Device(First), DomainScope.Live, None);
        await Host.DetachDeviceAsync(domain.Uuid, Device(First), DomainScope.Live, None);
        var again = await Refusal(() => Host.AttachDeviceAsync(domain.Uuid, Device(First), DomainScope.Live, None));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Listed(domain), Is.EqualTo((ValueList<PciAddress>)[First.Address]));
            Assert.That(again.Message, Does.EndWith($"PCI device {First.Address} is in use by driver QEMU, domain {domain.Name}"));
        }
    }

    private async Task<ValueList<PciAddress>> Listed(DomainIdentity domain) =>
        (await Host.ListDomainsAsync(None)).Single(listed => listed.Uuid == domain.Uuid).HostDevices;
}
