namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Two functions in one IOMMU group.</summary>
[TestFixtureSource(typeof(VfioHosts), nameof(VfioHosts.Shared))]
internal sealed class SharedGroupContract(string uri) : PassthroughFixture(uri)
{
    private PciDevice First => Functions.First(function => function.IommuGroup!.Members.Count > 1);

    private PciDevice Second => Functions.First(function => function.Address != First.Address && First.IommuGroup!.Members.Contains(function.Address));

    [Test]
    public async Task Function_whose_neighbour_the_host_uses_is_refused()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(With("oss", First), None);
        var refusal = await Refusal(() => Host.StartDomainAsync(domain.Uuid, None));
        Assert.That((refusal.Kind, refusal.Code), Is.EqualTo((LibvirtErrorKind.Other, LibvirtErrorCode.InternalError)));
        Assert.That(refusal.Message, Does.Contain($"group {First.IommuGroup!.Number} is not viable"));
        await HasDriver(First, First.Driver);
    }

    [Test]
    public async Task Function_whose_neighbour_the_host_uses_cannot_be_plugged_in()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        var refusal = await Refusal(() => Host.AttachDeviceAsync(domain.Uuid, Device(First), DomainScope.Live, None));
        await HasDriver(First, First.Driver);
        Assert.That(
            refusal,
            Is.EqualTo((LibvirtErrorKind.Other, LibvirtErrorCode.InternalError, $"virDomainAttachDeviceFlags: internal error: unable to execute QEMU command 'device_add': vfio {First.Address}: group {First.IommuGroup!.Number} is not viable")));
    }

    [Test]
    public async Task Functions_of_a_group_go_to_one_guest()
    {
        await Run(With("first", First, Second));
        DomainIdentity third = await Host.DefineDomainAsync(With("second", Second), None);
        var refusal = await Refusal(() => Host.StartDomainAsync(third.Uuid, None));
        await HasDriver(Second, Vfio);
        Assert.That(refusal.Kind, Is.EqualTo(LibvirtErrorKind.OperationInvalid));
        Assert.That(refusal.Message, Does.Contain("is in use by driver QEMU, domain"));
    }

    [Test]
    public async Task Guest_that_has_one_of_a_group_can_be_given_the_rest()
    {
        await Take(Second);
        DomainIdentity domain = await Run(With("first", First));
        await Host.AttachDeviceAsync(domain.Uuid, Device(Second), DomainScope.Live, None);
        DomainSnapshot seen = await Look(domain);
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await HasDriver(First, First.Driver);
        await GiveBack(Second);
        await HasDriver(Second, Second.Driver);
        Assert.That(seen.Live!.Definition.HostDevices.Count, Is.EqualTo(2));
    }

    [Test]
    public async Task Neighbour_cannot_be_given_back_while_a_guest_has_one_of_the_group()
    {
        await Take(Second);
        DomainIdentity domain = await Run(With("first", First));
        var refusal = await Refusal(() => GiveBack(Second));
        string? lost = (await Now(Second)).Driver;
        await Take(Second);
        string? taken = (await Now(Second)).Driver;
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await HasDriver(First, First.Driver);
        await GiveBack(Second);
        await HasDriver(Second, Second.Driver);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refusal, Is.EqualTo((LibvirtErrorKind.System, LibvirtErrorCode.SystemError, $"virNodeDeviceReAttach: Failed to trigger a probe for PCI device '{Second.Address}': Invalid argument")));
            Assert.That((lost, taken), Is.EqualTo(((string?)null, Vfio)));
        }
    }

    [Test]
    public async Task Neighbour_that_could_not_be_given_back_can_be_when_the_guest_is_off()
    {
        await Take(Second);
        DomainIdentity domain = await Run(With("first", First));
        await KindOf(() => GiveBack(Second));
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await HasDriver(First, First.Driver);
        string? still = (await Now(Second)).Driver;
        await GiveBack(Second);
        await HasDriver(Second, Second.Driver);
        Assert.That(still, Is.Null);
    }

    [Test]
    [Difference("guest-obeys")]
    public async Task Function_that_leaves_a_guest_which_keeps_its_neighbour_has_no_driver()
    {
        DomainHostDevice leaving = Device(Second) with { Alias = "ua-hca-storage" };
        DomainIdentity domain = await RunObedient(Definition("first") with { HostDevices = [Device(First), leaving] });
        await Host.DetachDeviceAsync(domain.Uuid, leaving, DomainScope.Live, None);
        await Told(domain, happened => happened is DeviceRemoved { Alias: "ua-hca-storage" });
        await HasDriver(Second, null);
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await HasDriver(First, First.Driver);
        string? still = (await Now(Second)).Driver;
        await GiveBack(Second);
        await HasDriver(Second, Second.Driver);
        Assert.That(still, Is.Null);
    }

    [Test]
    public async Task Function_whose_neighbour_is_parked_can_be_passed_through()
    {
        await Take(Second);
        DomainIdentity domain = await Run(With("first", First));
        DomainIdentity other = await Host.DefineDomainAsync(With("second", Second), None);
        var refusal = await Refusal(() => Host.StartDomainAsync(other.Uuid, None));
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await GiveBack(Second);
        await HasDriver(Second, Second.Driver);
        Assert.That(refusal.Message, Is.EqualTo($"virDomainCreate: Requested operation is not valid: PCI device {First.Address} is in use by driver QEMU, domain {domain.Name}"));
    }
}
