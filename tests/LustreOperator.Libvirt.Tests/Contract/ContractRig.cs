namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>
/// A host that the contract is tested on, with the hands that change it past <see cref="IHypervisor"/>. It has a pool <c>default</c>, a libvirt network
/// and a bridge <c>br0</c>.
/// </summary>
internal abstract class ContractRig : IAsyncDisposable
{
    public const string Pool = "default";
    public const string Bridge = "br0";

    public abstract IHypervisor Host { get; }

    /// <summary>What the names of domains begin with.</summary>
    public abstract string Prefix { get; }

    public abstract string Network { get; }

    public abstract Task StartAsync();

    /// <summary>Another connection to the same host.</summary>
    public abstract IHypervisor Connect();

    public abstract Task SuspendAsync(DomainIdentity domain);

    public abstract Task KillEmulatorAsync(DomainIdentity domain);

    public abstract Task SetAffinityAsync(DomainIdentity domain, int vcpu, CpuSet cpus);

    public abstract Task PutFileAsync(string name);

    public abstract Task SetPoolActiveAsync(bool isActive);

    public abstract Task SetNetworkActiveAsync(bool isActive);

    /// <summary>Writes the guest into a raw volume that obeys the power button and lets devices go.</summary>
    public abstract Task InstallGuestAsync(StorageVolume volume);

    public abstract ValueTask DisposeAsync();
}
