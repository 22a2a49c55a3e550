using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>A simulated host with the shape of the machine that the private libvirtd runs on: one node, two CPUs, no VFIO, no hugepages.</summary>
internal class SimulatedRig : ContractRig
{
    private readonly SimulatedHost _host;

    public SimulatedRig()
        : this("simulated:///" + RepositoryRoot.File("tests", "LustreOperator.Libvirt.Tests", "Contract", "Shapes", "one-node"))
    {
    }

    protected SimulatedRig(string uri)
    {
        _host = SimulatedHost.Open(uri);
        Host = _host.Connect();
    }

    public override IHypervisor Host { get; }

    public override string Prefix => "sim";

    public override string Network => "default";

    public override Task StartAsync() => Task.CompletedTask;

    public override IHypervisor Connect() => _host.Connect();

    public override Task SuspendAsync(DomainIdentity domain) => Done(() => _host.Suspend(domain.Uuid));

    public override Task KillEmulatorAsync(DomainIdentity domain) => Done(() => _host.Crash(domain.Uuid));

    public override Task SetAffinityAsync(DomainIdentity domain, int vcpu, CpuSet cpus) => Done(() => _host.SetAffinity(domain.Uuid, vcpu, cpus));

    public override Task PutFileAsync(string name) => Done(() => _host.PutFile(Pool, name));

    public override Task SetPoolActiveAsync(bool isActive) => Done(() => _host.SetPoolActive(Pool, isActive));

    public override Task SetNetworkActiveAsync(bool isActive) => Done(() => _host.SetNetworkActive(Network, isActive));

    /// <summary>Simulated guests behave so without any.</summary>
    public override Task InstallGuestAsync(StorageVolume volume) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _host.Dispose();
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}

/// <summary>The default shape: two nodes, VFIO, KVM.</summary>
internal sealed class SimulatedTalkRig() : SimulatedRig("simulated:///talk-2011")
{
    public override string Network => "lustre";
}
