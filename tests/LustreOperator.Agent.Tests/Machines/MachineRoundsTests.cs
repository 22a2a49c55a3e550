using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>How often the agent goes round for one machine at once.</summary>
internal sealed class MachineRoundsTests
{
    private AgentBench _bench = null!;

    [SetUp]
    public async Task Start() => _bench = await AgentBench.ServingAsync();

    [TearDown]
    public async Task Stop() => await _bench.DisposeAsync();

    /// <summary>As where a pool takes volumes and does not list them.</summary>
    [Test]
    public async Task Work_that_never_shows_is_told_once_and_tried_less_and_less_often()
    {
        _bench.Put(Given.Machine(spec => spec with { Networks = [] }) with { Status = null });
        _bench.Libvirt.On(nameof(IHypervisor.FindVolumeAsync), () => Task.FromResult<StorageVolume?>(null));
        _bench.Libvirt.On(nameof(IHypervisor.CreateVolumeAsync), () => Task.FromResult(Given.Volume("default", "v")));

        Assert.That(() => _bench.Machines.ReconcileAsync(AgentBench.MachineKey, CancellationToken.None), Throws.InstanceOf<MachineFaultException>());
        (string? status, string? reason, string? message) = AgentBench.Condition(_bench.Machine, "Ready");
        int writes = _bench.Api.Writes.Count;
        await _bench.ReconcileMachineAsync();
        await _bench.ReconcileMachineAsync();

        Assert.That((status, reason), Is.EqualTo(("False", ConditionReasons.UnexpectedFault)));
        Assert.That(message, Does.Contain("create blank volume"));
        Assert.That(_bench.Api.Writes, Has.Count.EqualTo(writes), "nothing changed");
        Assert.That(await _bench.ToldAsync(), Has.One.EqualTo(ConditionReasons.UnexpectedFault));
    }
}
