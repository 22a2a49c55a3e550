using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>A real host that is reached by its URI alone.</summary>
internal sealed class VirshRig(string uri) : ContractRig, IVfioRig
{
    private IHypervisor? _host;

    public override IHypervisor Host => _host ??= Connect();

    public override string Prefix => "contract";

    public override string Network => "default";

    public override async Task StartAsync()
    {
        if (!(await Host.ListStoragePoolsAsync(CancellationToken.None)).Any(pool => pool.Name == Pool))
        {
            await Virsh("pool-define-as", Pool, "dir", "--target", "/var/lib/libvirt/images");
            await Virsh("pool-start", Pool);
        }
    }

    public override IHypervisor Connect() =>
        HypervisorFactory.Open(new LibvirtOptions { Uri = uri }, TimeProvider.System, NullLogger<LibvirtHypervisor>.Instance);

    public Task UnbindAsync(PciDevice function) => Inside($"echo {function.Address} >/sys/bus/pci/drivers/{function.Driver}/unbind");

    /// <summary>Without drivers: the NVMe driver would wait for virtual functions that are offline.</summary>
    public Task MakeVirtualFunctionsAsync(PciDevice physical) =>
        Inside($"cd /sys/bus/pci/devices/{physical.Address} && echo 0 >sriov_drivers_autoprobe && echo 2 >sriov_numvfs");

    public Task RemoveVirtualFunctionsAsync(PciDevice physical) =>
        Inside($"cd /sys/bus/pci/devices/{physical.Address} && echo 0 >sriov_numvfs && echo 1 >sriov_drivers_autoprobe");

    public override Task SuspendAsync(DomainIdentity domain) => Virsh("suspend", domain.Name);

    public override Task KillEmulatorAsync(DomainIdentity domain) => Inside($"kill -9 $(cat /run/libvirt/qemu/{domain.Name}.pid)");

    public override Task SetAffinityAsync(DomainIdentity domain, int vcpu, CpuSet cpus) => throw new NotSupportedException();

    public override Task PutFileAsync(string name) => Inside($"touch /var/lib/libvirt/images/{name}");

    public override Task SetPoolActiveAsync(bool isActive) => Virsh(isActive ? "pool-start" : "pool-destroy", Pool);

    public override Task SetNetworkActiveAsync(bool isActive) => Virsh(isActive ? "net-start" : "net-destroy", Network);

    public override async Task InstallGuestAsync(StorageVolume volume)
    {
        string file = Path.Combine(Path.GetTempPath(), $"guest-{Guid.NewGuid():N}.img");
        await File.WriteAllBytesAsync(file, ObedientGuest.BootSector());
        await Virsh("vol-upload", volume.Name, file, "--pool", volume.Pool);
        File.Delete(file);
    }

    public override ValueTask DisposeAsync() => Host.DisposeAsync();

    private Task Virsh(params string[] arguments) => Execute("virsh", ["-c", uri, .. arguments]);

    private static Task Inside(string command) => Execute(
        "bash",
        ["-c", $"{Environment.GetEnvironmentVariable("LUSTRE_VFIO_HOST_SHELL") ?? throw new InvalidOperationException("LUSTRE_VFIO_HOST_SHELL is not set")} \"$1\"", "bash", command]);

    private static async Task Execute(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}: {errors}{await output}");
    }
}
