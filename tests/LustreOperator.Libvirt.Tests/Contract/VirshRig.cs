using LustreOperator.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>A host with KVM and VFIO that is changed by virsh and by commands inside.</summary>
internal abstract class VirshRig : ContractRig, IVfioRig
{
    private const string Images = "/var/lib/libvirt/images";

    private IHypervisor? _host;

    public override IHypervisor Host => _host ??= Connect();

    public override string Prefix => "contract";

    public override string Network => "default";

    protected abstract string Uri { get; }

    private VirshHands Hands => new(Virsh);

    public override async Task StartAsync()
    {
        if (!(await Host.ListStoragePoolsAsync(CancellationToken.None)).Any(pool => pool.Name == Pool))
        {
            await Virsh("pool-define-as", Pool, "dir", "--target", Images);
            await Virsh("pool-start", Pool);
        }
    }

    public override IHypervisor Connect() =>
        new HypervisorFactory().Open(new LibvirtOptions { Uri = Uri }, TimeProvider.System, NullLogger<LibvirtHypervisor>.Instance);

    public Task UnbindAsync(PciDevice function) => InsideAsync($"echo {function.Address} >/sys/bus/pci/drivers/{function.Driver}/unbind");

    /// <summary>Without drivers: the NVMe driver would wait for virtual functions that are offline.</summary>
    public Task MakeVirtualFunctionsAsync(PciDevice physical) =>
        InsideAsync($"cd /sys/bus/pci/devices/{physical.Address} && echo 0 >sriov_drivers_autoprobe && echo 2 >sriov_numvfs");

    public Task RemoveVirtualFunctionsAsync(PciDevice physical) =>
        InsideAsync($"cd /sys/bus/pci/devices/{physical.Address} && echo 0 >sriov_numvfs && echo 1 >sriov_drivers_autoprobe");

    public override Task SuspendAsync(DomainIdentity domain) => Hands.Suspend(domain);

    public override Task RenameAsync(DomainIdentity domain, string name) => Hands.Rename(domain, name);

    public override Task SleepAsync(DomainIdentity domain) => Hands.Sleep(domain);

    public override Task HaltAsync(DomainIdentity domain) => Hands.Halt(domain);

    public override Task SaveAsync(DomainIdentity domain, bool isManaged) => Hands.Save(domain, isManaged ? null : $"{Images}/saved");

    public override Task OverlayAsync(DomainIdentity domain, string target, string name) => Hands.Overlay(domain, target, $"{Images}/{name}");

    public override Task BeginCopyAsync(DomainIdentity domain, string target) => Hands.BeginCopy(domain, target, $"{Images}/copy.raw");

    public override Task EndCopyAsync(DomainIdentity domain, string target) => Hands.EndCopy(domain, target);

    public override Task KillEmulatorAsync(DomainIdentity domain) => InsideAsync($"kill -9 $(cat /run/libvirt/qemu/{domain.Name}.pid)");

    public override Task SetAffinityAsync(DomainIdentity domain, int vcpu, CpuSet cpus) => InsideAsync(
        $"cd /proc/$(cat /run/libvirt/qemu/{domain.Name}.pid)/task && taskset -cp {cpus} $(grep -lx 'CPU {vcpu}/KVM' */comm | cut -d/ -f1)");

    public override Task PutFileAsync(string name) => InsideAsync($"touch {Images}/{name}");

    public override Task SetPoolActiveAsync(bool isActive) => Virsh(isActive ? "pool-start" : "pool-destroy", Pool);

    public override Task SetNetworkActiveAsync(bool isActive) => Virsh(isActive ? "net-start" : "net-destroy", Network);

    public override async Task InstallGuestAsync(StorageVolume volume)
    {
        string file = Path.Combine(Path.GetTempPath(), $"guest-{Guid.NewGuid():N}.img");
        await File.WriteAllBytesAsync(file, ObedientGuest.BootSector());
        try
        {
            await Virsh("vol-upload", volume.Name, file, "--pool", volume.Pool);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    /// <summary>Runs a shell command on the host.</summary>
    protected abstract Task InsideAsync(string command);

    private async Task<string> Virsh(params string[] arguments) => (await Command.RunAsync("virsh", ["-c", Uri, .. arguments])).Succeeded();
}
