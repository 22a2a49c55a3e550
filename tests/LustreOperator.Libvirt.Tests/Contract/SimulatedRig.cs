using LustreOperator.Simulation;
using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>A simulated host with the shape of the machine that the private libvirtd runs on: one node, two CPUs, no VFIO, no hugepages.</summary>
internal class SimulatedRig : ContractRig
{
    public SimulatedRig()
        : this("simulated:///" + RepositoryRoot.File("tests", "LustreOperator.Libvirt.Tests", "Contract", "Shapes", "one-node"))
    {
    }

    protected SimulatedRig(string uri)
    {
        TheHost = SimulatedHost.Open(uri);
        Host = TheHost.Connect();
    }

    public override IHypervisor Host { get; }

    protected SimulatedHost TheHost { get; }

    public override string Prefix => "sim";

    public override string Network => "default";

    public override Task StartAsync() => Task.CompletedTask;

    public override IHypervisor Connect() => TheHost.Connect();

    public override Task SuspendAsync(DomainIdentity domain) => Done(() => TheHost.Suspend(domain.Uuid));

    public override Task RenameAsync(DomainIdentity domain, string name) => Done(() => TheHost.Rename(domain.Uuid, name));

    public override Task SleepAsync(DomainIdentity domain) => Done(() => TheHost.Sleep(domain.Uuid));

    public override Task HaltAsync(DomainIdentity domain) => Done(() => TheHost.Pause(domain.Uuid, reason: 0));

    public override Task SaveAsync(DomainIdentity domain, bool isManaged) => Done(() => TheHost.Save(domain.Uuid, isManaged));

    public override async Task OverlayAsync(DomainIdentity domain, string target, string name)
    {
        StoragePool pool = (await Host.ListStoragePoolsAsync(CancellationToken.None)).First(pool => pool.Name == Pool);
        TheHost.Overlay(domain.Uuid, target, $"{pool.Path}/{name}");
    }

    public override Task BeginCopyAsync(DomainIdentity domain, string target) => Done(() => TheHost.SetJob(domain.Uuid, $"copy of {target}"));

    public override Task EndCopyAsync(DomainIdentity domain, string target) => Done(() => TheHost.SetJob(domain.Uuid, null));

    public override Task KillEmulatorAsync(DomainIdentity domain) => Done(() => TheHost.Crash(domain.Uuid));

    public override Task SetAffinityAsync(DomainIdentity domain, int vcpu, CpuSet cpus) => Done(() => TheHost.SetAffinity(domain.Uuid, vcpu, cpus));

    public override Task PutFileAsync(string name) => Done(() => TheHost.PutFile(Pool, name));

    public override Task SetPoolActiveAsync(bool isActive) => Done(() => TheHost.SetPoolActive(Pool, isActive));

    public override Task SetNetworkActiveAsync(bool isActive) => Done(() => TheHost.SetNetworkActive(Network, isActive));

    /// <summary>Simulated guests behave so without any.</summary>
    public override Task InstallGuestAsync(StorageVolume volume) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        TheHost.Dispose();
    }

    protected static Task Done(Action action)
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
