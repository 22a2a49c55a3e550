using LustreOperator.Libvirt.Tests.Values;
using LustreOperator.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Libvirt.Tests.TestDriver;

/// <summary>The binding against libvirt's own test driver, which lives in the process.</summary>
[TestFixture]
public class TestDriverTests
{
    private LibvirtHypervisor _host = null!;

    [SetUp]
    public void Connect() =>
        _host = new LibvirtHypervisor(new LibvirtOptions { Uri = "test:///default" }, TimeProvider.System, NullLogger<LibvirtHypervisor>.Instance);

    [TearDown]
    public async Task Disconnect() => await _host.DisposeAsync();

    [Test]
    public async Task The_host_is_described()
    {
        HostCapabilities host = await _host.GetCapabilitiesAsync(CancellationToken.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Cells, Has.Count.EqualTo(2));
            Assert.That(host.Cpus, Is.EqualTo(CpuSet.Parse("0-15")));
            Assert.That(host.HostName, Is.Not.Empty);
            Assert.That(host.LibvirtVersion, Is.GreaterThanOrEqualTo(new Version(9, 0, 0)));
            Assert.That(host.VfioSupported, Is.Null);
            Assert.That(_host.IsConnected);
        }
    }

    [Test]
    public async Task Pools_and_networks_are_listed()
    {
        IReadOnlyList<StoragePool> pools = await _host.ListStoragePoolsAsync(CancellationToken.None);
        IReadOnlyList<VirtualNetwork> networks = await _host.ListNetworksAsync(CancellationToken.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pools, Is.EqualTo((StoragePool[])
            [
                new() { Name = "default-pool", IsActive = true, Type = "dir", Path = "/default-pool", CapacityBytes = 100L << 30, AvailableBytes = 100L << 30 },
            ]));
            Assert.That(networks, Is.EqualTo((VirtualNetwork[])[new("default", true, "virbr0")]));
        }
    }

    [Test]
    public async Task A_domain_lives_from_definition_to_removal()
    {
        DomainIdentity domain = await _host.DefineDomainAsync(Samples.Minimal, CancellationToken.None);
        await _host.StartDomainAsync(domain.Uuid, CancellationToken.None);
        DomainSnapshot running = (await _host.FindDomainAsync(domain.Name, CancellationToken.None))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(running.Identity, Is.EqualTo(domain));
            Assert.That(running.State, Is.EqualTo(DomainState.Running));
            Assert.That(running.StateReason, Is.EqualTo("booted"));
            Assert.That(running.Inactive!.Definition.Metadata, Is.EqualTo((ValueList<DomainMetadata>)[Samples.Mark]));
            Assert.That(running.Live!.Definition.MemoryKiB, Is.EqualTo(65536));
            Assert.That(running.VcpuAffinity, Has.Count.EqualTo(1));
        }

        await _host.DestroyDomainAsync(domain.Uuid, CancellationToken.None);
        DomainSnapshot off = (await _host.FindDomainAsync(domain.Name, CancellationToken.None))!;
        Assert.That((off.State, off.StateReason, off.IsActive), Is.EqualTo((DomainState.ShutOff, "destroyed", false)));

        await _host.UndefineDomainAsync(domain.Uuid, CancellationToken.None);
        Assert.That(await _host.FindDomainAsync(domain.Name, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task The_list_has_the_metadata_of_domains()
    {
        DomainIdentity ours = await _host.DefineDomainAsync(Samples.Minimal, CancellationToken.None);
        IReadOnlyList<DomainSummary> domains = await _host.ListDomainsAsync(CancellationToken.None);
        Assert.That(domains.Select(domain => (domain.Name, domain.State, domain.Metadata)), Is.EqualTo(((string, DomainState, ValueList<DomainMetadata>)[])
        [
            (ours.Name, DomainState.ShutOff, [Samples.Mark]),
            ("test", DomainState.Running, []),
        ]));
    }

    [Test]
    public async Task Metadata_can_be_written_later()
    {
        Listing<DomainSummary> before = await _host.ListDomainsAsync(CancellationToken.None);
        await _host.SetMetadataAsync(before[0].Uuid, Samples.Mark, DomainScope.LiveAndConfig, CancellationToken.None);
        Listing<DomainSummary> after = await _host.ListDomainsAsync(CancellationToken.None);
        Assert.That(after[0].Metadata, Is.EqualTo((ValueList<DomainMetadata>)[Samples.Mark]));
        await _host.Events.Until<MetadataChanged>(changed => changed.NamespaceUri == Samples.Mark.NamespaceUri);
    }

    [Test]
    public async Task A_taken_name_is_told_from_a_rewrite()
    {
        DomainIdentity first = await _host.DefineDomainAsync(Samples.Minimal, CancellationToken.None);
        LibvirtException? taken = await Assert.ThrowsAsync<LibvirtException>(() => _host.DefineDomainAsync(Samples.Minimal, CancellationToken.None));
        DomainIdentity again = await _host.DefineDomainAsync(Samples.Minimal with { Uuid = first.Uuid, MemoryKiB = 131072 }, CancellationToken.None);
        DomainSnapshot domain = (await _host.FindDomainAsync(first.Name, CancellationToken.None))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(taken!.Kind, Is.EqualTo(LibvirtErrorKind.DomainExists));
            Assert.That(again, Is.EqualTo(first));
            Assert.That(domain.Inactive!.Definition.MemoryKiB, Is.EqualTo(131072));
        }
    }

    [Test]
    public async Task Events_come_in_order()
    {
        DomainIdentity domain = await _host.DefineDomainAsync(Samples.Minimal, CancellationToken.None);
        await _host.StartDomainAsync(domain.Uuid, CancellationToken.None);
        await _host.DestroyDomainAsync(domain.Uuid, CancellationToken.None);
        await _host.Events.Until<ConnectionRestored>(_ => true);
        foreach (DomainChange change in (DomainChange[])[DomainChange.Defined, DomainChange.Started, DomainChange.Stopped])
        {
            DomainLifecycle next = await _host.Events.Until<DomainLifecycle>(_ => true);
            Assert.That((next.Domain, next.Change), Is.EqualTo((domain, change)));
        }
    }

    [Test]
    public async Task Pool_is_found_by_its_name()
    {
        Assert.That((await _host.FindStoragePoolAsync("default-pool", CancellationToken.None))?.Type, Is.EqualTo("dir"));
        Assert.That(await _host.FindStoragePoolAsync("nowhere", CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task Errors_say_what_is_missing()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Failure(() => _host.StartDomainAsync(Guid.NewGuid(), CancellationToken.None)), Is.EqualTo(LibvirtErrorKind.NoDomain));
            Assert.That(await Failure(() => _host.ListVolumesAsync("nowhere", _ => true, CancellationToken.None)), Is.EqualTo(LibvirtErrorKind.NoStoragePool));
            Assert.That(await Failure(() => _host.DeleteVolumeAsync("default-pool", "none", CancellationToken.None)), Is.EqualTo(LibvirtErrorKind.NoStorageVolume));
            Assert.That(
                await Failure(() => _host.AttachDeviceAsync(Guid.Parse("6695eb01-f6a4-8304-79aa-97f2502e193f"), Samples.Oss.Disks[0], DomainScope.Live, CancellationToken.None)),
                Is.EqualTo(LibvirtErrorKind.NotSupported));
            Assert.That(await Failure(() => _host.PinVcpuAsync(Guid.NewGuid(), 0, CpuSet.Empty, DomainScope.Live, CancellationToken.None)), Is.EqualTo(LibvirtErrorKind.InvalidArgument));
        }
    }

    [Test]
    public async Task Hundreds_of_calls_at_once_each_get_their_own_error()
    {
        DomainIdentity domain = await _host.DefineDomainAsync(Samples.Minimal, CancellationToken.None);
        await _host.StartDomainAsync(domain.Uuid, CancellationToken.None);
        Task<(LibvirtErrorKind Expected, LibvirtErrorKind Got)>[] calls = [.. Enumerable.Range(0, 400).Select(async i =>
        {
            (LibvirtErrorKind expected, Func<Task> call) = (i % 4) switch
            {
                0 => (LibvirtErrorKind.NoDomain, () => _host.DestroyDomainAsync(Guid.NewGuid(), CancellationToken.None)),
                1 => (LibvirtErrorKind.NotSupported, () => _host.AttachDeviceAsync(domain.Uuid, Samples.Oss.Disks[0], DomainScope.Live, CancellationToken.None)),
                2 => (LibvirtErrorKind.NoStoragePool, () => _host.FindVolumeAsync("nowhere", "x", CancellationToken.None)),
                _ => (LibvirtErrorKind.Other, (Func<Task>)(() => _host.FindDomainAsync(domain.Name, CancellationToken.None))),
            };
            return (expected, await KindAsync(call));
        })];
        (LibvirtErrorKind Expected, LibvirtErrorKind Got)[] outcomes = await Task.WhenAll(calls);
        Assert.That(outcomes.Where(outcome => outcome.Expected != outcome.Got), Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false, Description = "The first attempt to connect may still be under way.")]
    public async Task Nothing_can_be_called_after_disposal_and_the_events_end(bool connected)
    {
        if (connected)
        {
            await _host.ListDomainsAsync(CancellationToken.None);
        }

        await _host.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _host.ListDomainsAsync(CancellationToken.None));

        // What happened before is still there to be read: a channel is complete only when nothing is left in it.
        using CancellationTokenSource deadline = MachineTime.Limit(Deadline.Patience);
        await foreach (HypervisorEvent happened in _host.Events.ReadAllAsync(deadline.Token))
        {
            Assert.That(happened, Is.InstanceOf<ConnectionRestored>());
        }
    }

    private static async Task<LibvirtErrorKind?> Failure(Func<Task> call) => (await Assert.CatchAsync<LibvirtException>(call))?.Kind;

    /// <summary><see cref="LibvirtErrorKind.Other"/> for none.</summary>
    private static async Task<LibvirtErrorKind> KindAsync(Func<Task> call)
    {
        try
        {
            await call();
            return LibvirtErrorKind.Other;
        }
        catch (LibvirtException exception)
        {
            return exception.Kind;
        }
    }
}
