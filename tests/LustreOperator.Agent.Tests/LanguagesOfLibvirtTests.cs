using LustreOperator.Api;
using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests;

/// <summary>Reasons are the same whatever language libvirtd speaks. Those of PCI functions are in the unit tests by their codes: no VFIO is here.</summary>
[Category("integration")]
[TestFixture(null)]
[TestFixture("de_DE.UTF-8")]
[TestFixture("ja_JP.UTF-8")]
internal sealed class LanguagesOfLibvirtTests(string? locale)
{
    private const string English = "Network not found|Requested operation is not valid|Storage volume not found|unsupported configuration|internal error|Cannot get";

    private LibvirtRig _rig = null!;
    private PrivateLibvirtd _libvirtd = null!;
    private AgentRounds _agent = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _rig = await LibvirtRig.StartAsync(locale, "default");
        (_libvirtd, _agent) = (_rig.Libvirtd, _rig.Agent);
        string network = Path.Combine(_libvirtd.SocketDirectory, "network.xml");
        await File.WriteAllTextAsync(network, "<network><name>lab</name><bridge name='virbr7'/></network>");
        await _libvirtd.Virsh("net-define", network);
    }

    [TearDown]
    public Task StartPools() => _rig.StartPoolsAsync();

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_rig is not null)
        {
            await _rig.DisposeAsync();
        }
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        MachineNetwork nic = new() { Name = "lnet", Mac = "02:00:00:00:00:01" };
        yield return Case("bridge", spec => spec with { Networks = [nic with { Bridge = "absent0" }] }, MachineReasons.NetworkMissing);
        yield return Case("network", spec => spec with { Networks = [nic with { LibvirtNetwork = "absent" }] }, MachineReasons.NetworkMissing);
        yield return Case("stopped-network", spec => spec with { Networks = [nic with { LibvirtNetwork = "lab" }] }, MachineReasons.NetworkMissing);
        yield return Case("base", spec => spec with { Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("8Mi"), Base = new BaseVolume { Volume = "absent" } }] }, MachineReasons.BaseVolumeMissing);
        yield return Case("memory", spec => spec with { Memory = new MachineMemory { Size = Quantity.Of("4000Gi") } }, MachineReasons.InsufficientMemory);
        yield return Case("function", spec => spec with { Networks = [new MachineNetwork { Name = "ib", Device = PciAddress.Parse("0000:99:00.0") }] }, MachineReasons.PassthroughUnsupported);
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Refusal_has_its_reason(string name, Func<LustreMachineSpec, LustreMachineSpec> change, string reason)
    {
        LustreMachine machine = Machine(name, change);

        MachineFault fault = await _agent.Explain(machine, await _agent.Plan(machine));

        Assert.That(fault.Reason, Is.EqualTo(reason), fault.Message);
        Assert.That(fault.Message, locale is null || reason == MachineReasons.BaseVolumeMissing ? Is.Not.Empty : Does.Not.Match(English));
    }

    [Test]
    public async Task Pool_that_stops_before_its_volume_is_made_is_named()
    {
        LustreMachine machine = Machine("pool", spec => spec);
        MachinePlan plan = await _agent.Plan(machine);
        await _libvirtd.Virsh("pool-destroy", "default");

        MachineFault fault = await _agent.Explain(machine, plan);

        Assert.That(fault.Reason, Is.EqualTo(ConditionReasons.StoragePoolMissing), fault.Message);
        Assert.That(fault.Message, Does.Contain("virsh pool-start default"));
    }

    private static TestCaseData Case(string name, Func<LustreMachineSpec, LustreMachineSpec> change, string reason) =>
        new TestCaseData(name, change, reason).SetArgDisplayNames(name);

    // The domain's name begins with the rig's prefix: cgroups are the machine's own.
    private LustreMachine Machine(string name, Func<LustreMachineSpec, LustreMachineSpec> change)
    {
        LustreMachine machine = Given.Machine(spec => change(spec with
        {
            Cpu = new MachineCpu { Count = 1 },
            Memory = new MachineMemory { Size = Quantity.Of("64Mi") },
            Networks = [],
            Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("8Mi") }],
        }));
        return machine with { Metadata = machine.Metadata with { Namespace = _libvirtd.DomainPrefix, Name = name, Uid = Guid.NewGuid().ToString() } };
    }
}
