using LustreOperator.Api;
using LustreOperator.Libvirt;
using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests;

/// <summary>When virtual functions are made, and what holds them off at the last moment.</summary>
internal sealed class VirtualFunctionMakingTests
{
    private const string Physical = "0000:41:00.0";
    private const string Number = "sys/devices/pci0000:40/0000:40:01.0/0000:41:00.0/sriov_numvfs";

    private static readonly KvmHost s_host = new()
    {
        Metadata = new ObjectMeta { Name = "kvm1", Uid = "host-uid", Generation = 1 },
        Spec = new KvmHostSpec { Devices = [new HostDeviceSpec { Address = Physical, VirtualFunctions = 6 }] },
    };

    private HostFolder _files = null!;
    private AgentBench _bench = null!;
    private IReadOnlyList<DomainSummary> _domains = [];

    [SetUp]
    public async Task Start()
    {
        _domains = [];
        _files = HostFolder.Of("connectx-6");
        _bench = new AgentBench(files: _files);
        PciDevice physical = Given.Function(Physical) with
        {
            MaxVirtualFunctions = 8,
            VirtualFunctions = [.. Enumerable.Range(1, 4).Select(function => PciAddress.Parse($"0000:41:00.{function}"))],
        };
        _bench.Libvirt.On(nameof(IHypervisor.ListPciDevicesAsync), () => Task.FromResult(new Listing<PciDevice>([physical], [])));
        _bench.Libvirt.On(nameof(IHypervisor.ListDomainsAsync), () => Task.FromResult(new Listing<DomainSummary>(_domains, [])));
        await _bench.HoldAsync();
        _bench.Lock.Report(null);
    }

    [TearDown]
    public async Task Stop()
    {
        await _bench.DisposeAsync();
        _files.Dispose();
    }

    [Test]
    public async Task Functions_that_nobody_uses_are_made_and_told()
    {
        (_, IReadOnlyList<MachineFault> faults) = await RunAsync();

        Assert.That((faults.Count, Made()), Is.EqualTo((0, "6")));
        Assert.That(await _bench.ToldAsync(), Is.EqualTo(new[] { "VirtualFunctionsMade" }));
    }

    [Test]
    public async Task Function_that_a_domain_was_given_while_starts_were_waited_for_is_left_to_it()
    {
        HostInventory before = await _bench.Inventory.ReadAsync(CancellationToken.None);
        IDisposable start = await _bench.Gate.EnterAsync(CancellationToken.None);
        Task<(HostInventory Host, IReadOnlyList<MachineFault> Faults)> making = _bench.Making.RunAsync(s_host, before, CancellationToken.None);
        _domains = [new DomainSummary("theirs", Guid.NewGuid(), DomainState.Running) { HostDevices = [PciAddress.Parse("0000:41:00.2")] }];
        start.Dispose();

        (_, IReadOnlyList<MachineFault> faults) = await Eventually.Completes(making);

        Assert.That(faults.Select(fault => fault.Reason), Is.EqualTo(new[] { KvmHostReasons.FunctionsInUse }));
        Assert.That(Made(), Does.StartWith("4"));
    }

    [Test]
    public async Task Lease_that_is_lost_meanwhile_leaves_them_as_they_are()
    {
        HostInventory before = await _bench.Inventory.ReadAsync(CancellationToken.None);
        _bench.Lock.Reset();

        Assert.That(() => _bench.Making.RunAsync(s_host, before, CancellationToken.None), Throws.InstanceOf<HostLockedException>());
        Assert.That(Made(), Does.StartWith("4"));
    }

    [Test]
    public async Task Host_that_refuses_is_a_fault_of_its_own_and_ends_nothing_else()
    {
        File.Delete(_files.PathOf(Number.Replace("numvfs", "totalvfs", StringComparison.Ordinal)));

        (_, IReadOnlyList<MachineFault> faults) = await RunAsync();

        Assert.That(faults.Select(fault => fault.Reason), Is.EqualTo(new[] { KvmHostReasons.FunctionsRefused }));
    }

    private async Task<(HostInventory Host, IReadOnlyList<MachineFault> Faults)> RunAsync() =>
        await _bench.Making.RunAsync(s_host, await _bench.Inventory.ReadAsync(CancellationToken.None), CancellationToken.None);

    private string Made() => File.ReadAllText(_files.PathOf(Number)).Trim();
}
