namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>A physical function that has virtual ones, and those.</summary>
[TestFixtureSource(typeof(VfioHosts), nameof(VfioHosts.WithVirtualFunctions))]
internal sealed class VirtualFunctionContract(string uri) : PassthroughFixture(uri)
{
    private PciDevice Physical => Functions.First(function => function.MaxVirtualFunctions > 0 && IsAlone(function));

    [SetUp]
    public Task MakeVirtualFunctions() => Hands.MakeVirtualFunctionsAsync(Physical);

    [TearDown]
    public Task RemoveVirtualFunctions() => Hands.RemoveVirtualFunctionsAsync(Physical);

    [Test]
    public async Task Physical_function_that_has_virtual_ones_is_refused()
    {
        DomainIdentity domain = await Host.DefineDomainAsync(With("oss", Physical), None);
        var refusal = await Refusal(() => Host.StartDomainAsync(domain.Uuid, None));
        await HasDriver(Physical, Physical.Driver);
        Assert.That(
            refusal,
            Is.EqualTo((LibvirtErrorKind.System, LibvirtErrorCode.SystemError, $"virDomainCreate: Path '/dev/vfio/{Physical.IommuGroup!.Number}' is not accessible: No such file or directory")));
    }

    [Test]
    public async Task Physical_function_that_has_virtual_ones_is_taken_and_left_without_a_driver()
    {
        await Take(Physical);
        string? taken = (await Now(Physical)).Driver;
        await GiveBack(Physical);
        await HasDriver(Physical, Physical.Driver);
        Assert.That(taken, Is.Null);
    }

    [Test]
    public async Task Virtual_function_is_passed_through_and_has_no_driver_again_then()
    {
        PciDevice one = await OneVirtual();
        DomainIdentity domain = await Run(With("oss", one));
        PciDevice taken = await Now(one);
        await Host.DestroyDomainAsync(domain.Uuid, None);
        await HasDriver(one, null);
        Assert.That((one.Driver, taken.Driver, taken.PhysicalFunction), Is.EqualTo(((string?)null, Vfio, (PciAddress?)Physical.Address)));
    }

    [Test]
    public async Task Virtual_function_without_a_driver_is_taken_and_given_back_to_none()
    {
        PciDevice one = await OneVirtual();
        await Take(one);
        string? taken = (await Now(one)).Driver;
        await GiveBack(one);
        Assert.That((taken, (await Now(one)).Driver), Is.EqualTo((Vfio, (string?)null)));
    }

    /// <summary>A real host tells of a new one a moment after it is made.</summary>
    private async Task<PciDevice> OneVirtual()
    {
        PciDevice? one = null;
        await Deadline.Until(
            async () => (one = (await Host.ListPciDevicesAsync(None)).FirstOrDefault(function => function.PhysicalFunction == Physical.Address)) is not null,
            $"{Physical.Address} has virtual functions");
        return one!;
    }
}
