namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Functions and hugepages given to guests and taken back.</summary>
[TestFixtureSource(typeof(VfioHosts), nameof(VfioHosts.Separate))]
internal sealed class PassthroughContract(string uri) : PassthroughFixture(uri)
{
    private PciDevice First => Functions.First(IsAlone);

    /// <summary>One that the host makes a network interface of.</summary>
    private PciDevice Nic => Functions.First(function => IsAlone(function) && function.Class.IsEthernet);

    [Test]
    [Difference("at-once")]
    public async Task Function_is_the_guests_while_it_runs_and_the_hosts_again_then()
    {
        DomainIdentity domain = await Run(With("oss", First));
        DomainSnapshot running = await Look(domain);
        PciDevice taken = await Now(First);
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await HasDriver(First, First.Driver);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(taken.Driver, Is.EqualTo(Vfio));
            Assert.That(running.Live!.Definition.HostDevices, Is.EqualTo((ValueList<DomainHostDevice>)[Device(First)]));
            Assert.That(running.Live.Devices.Select(device => device.Alias), Is.EqualTo((string[])["hostdev0"]));
            Assert.That(running.Live.Devices[0].GuestAddress, Is.Not.Null.And.EqualTo(running.Inactive!.Devices[0].GuestAddress));
            Assert.That((await Host.GetCapabilitiesAsync(None)).VfioSupported, Is.True);
        }
    }

    [Test]
    [Difference("at-once")]
    public async Task Function_of_a_killed_emulator_is_the_hosts_again()
    {
        DomainIdentity domain = await Run(With("oss", First));
        await Rig.KillEmulatorAsync(domain);
        await HasDriver(First, First.Driver);
        Assert.That((await Look(domain)).StateReason, Is.EqualTo("crashed"));
    }

    [Test]
    public async Task Function_that_another_has_is_refused_with_its_name()
    {
        DomainIdentity first = await Run(With("first", First));
        DomainIdentity second = await Host.DefineDomainAsync(With("second", First), None);
        Assert.That(
            await Refusal(() => Host.StartDomainAsync(second.Uuid, None)),
            Is.EqualTo((LibvirtErrorKind.OperationInvalid, LibvirtErrorCode.OperationInvalid, $"virDomainCreate: Requested operation is not valid: PCI device {First.Address} is in use by driver QEMU, domain {first.Name}")));
    }

    [Test]
    public async Task Function_that_is_not_there_is_refused()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(Definition("oss") with { HostDevices = [new() { Address = PciAddress.Parse("0000:99:00.0") }] }, None);
        Assert.That(
            await Refusal(() => Host.StartDomainAsync(domain.Uuid, None)),
            Is.EqualTo((LibvirtErrorKind.System, LibvirtErrorCode.SystemError, "virDomainCreate: Device 0000:99:00.0 not found: could not access /sys/bus/pci/devices/0000:99:00.0/config: No such file or directory")));
    }

    [Test]
    public async Task Bridge_is_refused()
    {
        PciDevice bridge = (await Host.ListPciDevicesAsync(None)).First(device => device is { IsBridge: true, Driver: "pcieport" });
        DomainIdentity domain = await Host.DefineDomainAsync(With("oss", bridge), None);
        Assert.That(
            await Refusal(() => Host.StartDomainAsync(domain.Uuid, None)),
            Is.EqualTo((LibvirtErrorKind.Other, LibvirtErrorCode.InternalError, "virDomainCreate: internal error: Non-endpoint PCI devices cannot be assigned to guests")));
    }

    [Test]
    public async Task Unmanaged_function_must_be_taken_from_the_host_first_and_stays_taken()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(Definition("oss") with { HostDevices = [Device(First) with { IsManaged = false }] }, None);
        var refusal = await Refusal(() => Host.StartDomainAsync(domain.Uuid, None));
        await Take(First);
        await HasDriver(First, Vfio);
        await Host.StartDomainAsync(domain.Uuid, None);
        await Host.DestroyDomainAsync(domain.Uuid, None);
        string? after = (await Now(First)).Driver;
        await GiveBack(First);
        await HasDriver(First, First.Driver);
        Assert.That(refusal.Message, Is.EqualTo($"virDomainCreate: Requested operation is not valid: Unmanaged PCI device {First.Address} must be manually detached from the host"));
        Assert.That(after, Is.EqualTo(Vfio));
    }

    [Test]
    [Difference("guest-obeys")]
    public async Task Function_is_plugged_in_and_out_of_a_running_guest()
    {
        DomainIdentity domain = await RunObedient(Definition("oss"));
        DomainHostDevice device = Device(First) with { Alias = "ua-hca-lnet" };
        await Host.AttachDeviceAsync(domain.Uuid, device, DomainScope.Live, None);
        await Told(domain, happened => happened is DeviceAdded { Alias: "ua-hca-lnet" });
        await HasDriver(First, Vfio);
        var live = await Refusal(() => Host.AttachDeviceAsync(domain.Uuid, device with { Alias = null }, DomainScope.Live, None));

        await Rig.SuspendAsync(domain);
        await Host.DetachDeviceAsync(domain.Uuid, device, DomainScope.Live, None);
        string? kept = (await Now(First)).Driver;
        await Host.ResumeDomainAsync(domain.Uuid, None);
        await Told(domain, happened => happened is DeviceRemoved { Alias: "ua-hca-lnet" });
        await HasDriver(First, First.Driver);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(live.Message, Is.EqualTo($"virDomainAttachDeviceFlags: Requested operation is not valid: PCI device {First.Address} is in use by driver QEMU, domain {domain.Name}"));
            Assert.That(kept, Is.EqualTo(Vfio));
            Assert.That((await Look(domain)).Live!.Definition.HostDevices.Count, Is.Zero);
        }
    }

    [Test]
    public async Task Function_is_defined_once()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(With("oss", First), None);
        var refusal = await Refusal(() => Host.AttachDeviceAsync(domain.Uuid, Device(First), DomainScope.Config, None));
        Assert.That(refusal.Message, Is.EqualTo("virDomainAttachDeviceFlags: Requested operation is not valid: device is already in the domain configuration"));
    }

    [Test]
    public async Task Interface_of_a_function_goes_and_comes_back_with_its_driver()
    {
        DomainIdentity domain = await Run(With("oss", Nic));
        NodeDeviceChanged gone = await Host.Events.Until<NodeDeviceChanged>(changed => changed.Name.StartsWith("net_e", StringComparison.Ordinal));
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await Host.Events.Until<NodeDeviceChanged>(changed => changed.Name.StartsWith("net_e", StringComparison.Ordinal));
        Assert.That(gone.Name, Does.Match("^net_e"));
    }

    [Test]
    public async Task Hugepages_are_taken_from_the_node_and_given_back()
    {
        (int node, PagePool pool) = await Huge();
        DomainIdentity domain = await Run(OnHugepages(node, 32));
        long? taken = (await Huge()).Pool.Free;
        await Host.DestroyDomainAsync(domain.Uuid, None);
        Assert.That((taken, (await Huge()).Pool.Free), Is.EqualTo((pool.Free - 32, pool.Free)));
    }

    [Test]
    public async Task Too_few_hugepages_on_the_node_are_refused()
    {
        (int node, PagePool pool) = await Huge();
        DomainIdentity domain = await Host.DefineDomainAsync(OnHugepages(node, pool.Free!.Value + 1), None);
        var refusal = await Refusal(() => Host.StartDomainAsync(domain.Uuid, None));
        Assert.That((refusal.Kind, refusal.Code), Is.EqualTo((LibvirtErrorKind.Other, LibvirtErrorCode.InternalError)));
        Assert.That(refusal.Message, Does.Contain("unable to map backing store for guest RAM: Cannot allocate memory"));
        Assert.That((await Huge()).Pool.Free, Is.EqualTo(pool.Free));
    }

    [Test]
    public async Task Memory_of_a_guest_with_a_function_is_taken_whole()
    {
        int node = First.NumaNode!.Value;
        long? before = await Ordinary(node);
        await Run(With("oss", First) with { MemoryKiB = 262144, MemoryBinding = new MemoryBinding(CpuSet.Of(node)) });
        Assert.That(before - await Ordinary(node), Is.GreaterThan(262144 / 4 * 9 / 10));
    }

    /// <summary>The kernel kills QEMU, and libvirt sees no more than that it is gone, sooner or later.</summary>
    [Test]
    public async Task Memory_that_the_node_does_not_have_fails_the_start_of_a_guest_with_a_function()
    {
        NumaCell cell = (await Host.GetCapabilitiesAsync(None)).Cells.Single(cell => cell.Id == First.NumaNode);
        DomainIdentity domain = await Host.DefineDomainAsync(
            With("oss", First) with { MemoryKiB = cell.MemoryKiB, MemoryBinding = new MemoryBinding(CpuSet.Of(cell.Id)) }, None);
        var refusal = await Refusal(() => Host.StartDomainAsync(domain.Uuid, None));
        Assert.That(refusal.Code, Is.EqualTo(LibvirtErrorCode.InternalError));
        Assert.That(refusal.Message, Does.Match("^virDomainCreate: internal error: (qemu unexpectedly closed the|process exited while connecting to) monitor$"));
        await HasDriver(First, First.Driver);
    }

    private DomainDefinition OnHugepages(int node, long pages) => Definition("oss") with
    {
        MemoryKiB = pages * 2048,
        HugepageKiB = 2048,
        MemoryBinding = new MemoryBinding(CpuSet.Of(node)),
    };

    /// <summary>The last node with hugepages.</summary>
    private async Task<(int Node, PagePool Pool)> Huge() => (await Host.GetCapabilitiesAsync(None)).Cells
        .SelectMany(cell => cell.Pages, (cell, pool) => (cell.Id, pool))
        .Last(found => found.pool is { SizeKiB: 2048, Total: > 0 });

    private async Task<long?> Ordinary(int node) =>
        (await Host.GetCapabilitiesAsync(None)).Cells.Single(cell => cell.Id == node).Pages.Single(pool => pool.SizeKiB == 4).Free;
}
