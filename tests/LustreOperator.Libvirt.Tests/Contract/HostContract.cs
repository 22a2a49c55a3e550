namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>What a host says of itself.</summary>
[TestFixture(typeof(SimulatedRig))]
[TestFixture(typeof(SimulatedTalkRig))]
[TestFixture(typeof(LibvirtdRig), Category = "integration")]
internal sealed class HostContract<TRig> : ContractFixture<TRig>
    where TRig : ContractRig, new()
{
    [Test]
    public async Task Host_describes_itself_whole()
    {
        HostCapabilities host = await Host.GetCapabilitiesAsync(None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.HostUuid, Is.Not.Null);
            Assert.That(host.HostName, Is.Not.Empty);
            Assert.That(host.Architecture, Is.EqualTo("x86_64"));
            Assert.That(host.Q35Machine, Does.StartWith("pc-q35-"));
            Assert.That(host.Emulator, Does.EndWith("qemu-system-x86_64"));
            Assert.That(host.LibvirtVersion, Is.GreaterThanOrEqualTo(new Version(9, 0)));
            Assert.That(host.HypervisorVersion, Is.GreaterThanOrEqualTo(new Version(7, 2)));
            Assert.That(host.VfioSupported, Is.Not.Null);
            Assert.That(host.Cpus.Count, Is.Positive);
            Assert.That(host.Cells.SelectMany(cell => cell.Pages), Is.Not.Empty);
            Assert.That(host.Cells.SelectMany(cell => cell.Pages).All(pages => pages.Free >= 0 && pages.Free <= pages.Total));
        }
    }

    [Test]
    public async Task Functions_are_listed_by_address()
    {
        IReadOnlyList<PciDevice> devices = await Host.ListPciDevicesAsync(None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(devices, Is.Not.Empty);
            Assert.That(devices.Select(device => device.Address), Is.Ordered);
            Assert.That(devices.Select(device => device.Name), Has.All.StartsWith("pci_"));
            Assert.That(devices.Select(device => device.Class.Code), Has.All.Positive);
        }
    }

    [Test]
    public async Task Pool_is_listed_with_what_is_left_of_it()
    {
        StoragePool pool = (await Host.ListStoragePoolsAsync(None)).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((pool.Name, pool.IsActive, pool.Type, pool.Path), Is.EqualTo((Pool, true, "dir", "/var/lib/libvirt/images")));
            Assert.That(pool.AvailableBytes, Is.Positive.And.LessThanOrEqualTo(pool.CapacityBytes));
        }
    }

    [Test]
    public async Task Network_is_listed_as_it_runs_or_not()
    {
        VirtualNetwork runs = (await Host.ListNetworksAsync(None)).Single();
        await Rig.SetNetworkActiveAsync(false);
        VirtualNetwork stopped = (await Host.ListNetworksAsync(None)).Single();
        await Rig.SetNetworkActiveAsync(true);
        Assert.That((runs.Name, runs.IsActive, stopped), Is.EqualTo((Rig.Network, true, runs with { IsActive = false })));
        Assert.That(runs.Bridge, Does.StartWith("virbr"));
    }

    [Test]
    public async Task Connection_tells_first_that_it_is_there()
    {
        await using IHypervisor connection = Rig.Connect();
        HypervisorEvent first = await connection.Events.Until<HypervisorEvent>(_ => true);
        Assert.That(first, Is.TypeOf<ConnectionRestored>());
        Assert.That(connection.IsConnected);
    }

    [Test]
    public async Task Cancelled_call_is_not_made()
    {
        await Assert.CatchAsync<OperationCanceledException>(() => Host.DefineDomainAsync(Definition("never"), new CancellationToken(canceled: true)));
        Assert.That(await Host.FindDomainAsync(Definition("never").Name, None), Is.Null);
    }
}
