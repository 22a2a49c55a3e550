using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The host's capabilities as last read. What a machine needs of them changes only with the host.</summary>
internal sealed class CapabilitiesCache(IHypervisor hypervisor)
{
    private volatile HostCapabilities? _capabilities;

    /// <summary>Reads them anew: pages come and go.</summary>
    public async Task<HostCapabilities> RefreshAsync(CancellationToken cancel) => _capabilities = await hypervisor.GetCapabilitiesAsync(cancel);

    /// <summary>KVM where there is one, else software emulation.</summary>
    public async Task<DomainType> DomainTypeAsync(CancellationToken cancel) =>
        (_capabilities ?? await RefreshAsync(cancel)).KvmAvailable ? DomainType.Kvm : DomainType.Qemu;

    /// <summary>To be called when the connection comes back: another libvirt, or another QEMU, may answer.</summary>
    public void Forget() => _capabilities = null;
}
