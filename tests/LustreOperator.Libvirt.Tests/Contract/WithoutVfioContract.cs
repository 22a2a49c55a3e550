namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Functions on a host that cannot pass any through.</summary>
[TestFixture(typeof(SimulatedRig))]
[TestFixture(typeof(LibvirtdRig), Category = "integration")]
internal sealed class WithoutVfioContract<TRig> : ContractFixture<TRig>
    where TRig : ContractRig, new()
{
    /// <summary>The machine that a private libvirtd runs on may have VFIO, and its functions are not to be touched then.</summary>
    [SetUp]
    public async Task AssumeNoVfio() => Assume.That((await Host.GetCapabilitiesAsync(None)).VfioSupported, Is.False);

    [Test]
    public async Task Function_is_not_taken_from_its_driver()
    {
        PciDevice function = await One();
        Assert.That(
            await Refusal(() => Host.DetachNodeDeviceAsync(function.Address, None)),
            Is.EqualTo((LibvirtErrorKind.NotSupported, LibvirtErrorCode.ArgumentUnsupported, "virNodeDeviceDetachFlags: argument unsupported: VFIO device assignment is currently not supported on this system")));
        Assert.That((await One()).Driver, Is.EqualTo(function.Driver));
    }

    [Test]
    public async Task Function_is_not_plugged_into_a_running_guest()
    {
        DomainIdentity domain = await Run(Definition("oss"));
        DomainHostDevice device = new() { Address = (await One()).Address };
        Assert.That(
            await Refusal(() => Host.AttachDeviceAsync(domain.Uuid, device, DomainScope.Live, None)),
            Is.EqualTo((LibvirtErrorKind.ConfigUnsupported, LibvirtErrorCode.ConfigUnsupported, "virDomainAttachDeviceFlags: unsupported configuration: host doesn't support passthrough of host PCI devices")));
    }

    private async Task<PciDevice> One() => (await Host.ListPciDevicesAsync(None))[0];
}
