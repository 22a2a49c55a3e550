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
    public async Task Functions_of_a_group_go_to_one_guest()
    {
        await Run(With("first", First, Second));
        DomainIdentity third = await Host.DefineDomainAsync(With("second", Second), None);
        var refusal = await Refusal(() => Host.StartDomainAsync(third.Uuid, None));
        await HasDriver(Second, "vfio-pci");
        Assert.That(refusal.Kind, Is.EqualTo(LibvirtErrorKind.OperationInvalid));
        Assert.That(refusal.Message, Does.Contain("is in use by driver QEMU, domain"));
    }

    [Test]
    public async Task Function_whose_neighbour_is_parked_can_be_passed_through()
    {
        await Hands.TakeAsync(Second);
        DomainIdentity domain = await Run(With("first", First));
        DomainIdentity other = await Host.DefineDomainAsync(With("second", Second), None);
        var refusal = await Refusal(() => Host.StartDomainAsync(other.Uuid, None));
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await Hands.GiveBackAsync(Second);
        await HasDriver(Second, Second.Driver);
        Assert.That(refusal.Message, Is.EqualTo($"virDomainCreate: Requested operation is not valid: PCI device {First.Address} is in use by driver QEMU, domain {domain.Name}"));
    }
}
