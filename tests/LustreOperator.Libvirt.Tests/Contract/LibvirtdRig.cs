using LustreOperator.Libvirt.Tests.Integration;
using LustreOperator.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>A private libvirtd with real QEMU.</summary>
internal sealed class LibvirtdRig : ContractRig
{
    private const string Images = "/var/lib/libvirt/images";

    private PrivateLibvirtd _rig = null!;
    private IHypervisor _host = null!;

    public override IHypervisor Host => _host;

    private VirshHands Hands => new(_rig.Virsh);

    public override string Prefix => _rig.DomainPrefix;

    public override string Network => "default";

    public override async Task StartAsync()
    {
        if (PrivateLibvirtd.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        _rig = await PrivateLibvirtd.StartAsync();
        await _rig.MakePool();
        await _rig.MakeNetworks();
        _host = Connect();
    }

    public override IHypervisor Connect() =>
        new HypervisorFactory().Open(new LibvirtOptions { Uri = _rig.Uri }, TimeProvider.System, NullLogger<LibvirtHypervisor>.Instance);

    public override Task SuspendAsync(DomainIdentity domain) => Hands.Suspend(domain);

    public override Task RenameAsync(DomainIdentity domain, string name) => Hands.Rename(domain, name);

    public override Task SleepAsync(DomainIdentity domain) => Hands.Sleep(domain);

    public override Task HaltAsync(DomainIdentity domain) => Hands.Halt(domain);

    public override Task SaveAsync(DomainIdentity domain, bool isManaged) => Hands.Save(domain, isManaged ? null : $"{Images}/saved");

    public override Task OverlayAsync(DomainIdentity domain, string target, string name) => Hands.Overlay(domain, target, $"{Images}/{name}");

    public override Task BeginCopyAsync(DomainIdentity domain, string target) => Hands.BeginCopy(domain, target, $"{Images}/copy.raw");

    public override Task EndCopyAsync(DomainIdentity domain, string target) => Hands.EndCopy(domain, target);

    public override Task KillEmulatorAsync(DomainIdentity domain) =>
        _rig.Inside("bash", "-c", $"kill -9 $(cat /run/libvirt/qemu/{domain.Name}.pid)");

    public override async Task SetAffinityAsync(DomainIdentity domain, int vcpu, CpuSet cpus) =>
        await _rig.Inside("taskset", "-cp", cpus.ToString(), (await _rig.Threads(domain))[$"CPU {vcpu}/TCG"].Tid);

    public override Task PutFileAsync(string name) => _rig.Inside("touch", $"{Images}/{name}");

    public override Task SetPoolActiveAsync(bool isActive) => _rig.Virsh(isActive ? "pool-start" : "pool-destroy", Pool);

    public override Task SetNetworkActiveAsync(bool isActive) => _rig.Virsh(isActive ? "net-start" : "net-destroy", Network);

    public override async Task InstallGuestAsync(StorageVolume volume)
    {
        string file = Path.Combine(_rig.SocketDirectory, "guest.img");
        await File.WriteAllBytesAsync(file, ObedientGuest.BootSector());
        await _rig.Virsh("vol-upload", volume.Name, file, "--pool", volume.Pool);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_rig is not null)
        {
            await _rig.DisposeAsync();
        }
    }
}
