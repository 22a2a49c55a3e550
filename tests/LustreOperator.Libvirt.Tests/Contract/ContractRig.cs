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

    /// <summary>Renames a domain that is off.</summary>
    public abstract Task RenameAsync(DomainIdentity domain, string name);

    /// <summary>The guest suspends itself to memory.</summary>
    public abstract Task SleepAsync(DomainIdentity domain);

    /// <summary>QEMU stops the guest, and libvirt knows of no reason.</summary>
    public abstract Task HaltAsync(DomainIdentity domain);

    /// <summary>Saves the memory and stops the domain, with libvirt's knowledge or into a file that it forgets.</summary>
    public abstract Task SaveAsync(DomainIdentity domain, bool isManaged);

    /// <summary>Makes an external snapshot of a disk in a file of the pool's folder.</summary>
    public abstract Task OverlayAsync(DomainIdentity domain, string target, string name);

    /// <summary>Begins to copy a disk and does not go over to the copy.</summary>
    public abstract Task BeginCopyAsync(DomainIdentity domain, string target);

    public abstract Task EndCopyAsync(DomainIdentity domain, string target);

    public abstract Task KillEmulatorAsync(DomainIdentity domain);

    public abstract Task SetAffinityAsync(DomainIdentity domain, int vcpu, CpuSet cpus);

    public abstract Task PutFileAsync(string name);

    public abstract Task SetPoolActiveAsync(bool isActive);

    public abstract Task SetNetworkActiveAsync(bool isActive);

    /// <summary>Writes the guest into a raw volume that obeys the power button and lets devices go.</summary>
    public abstract Task InstallGuestAsync(StorageVolume volume);

    public abstract ValueTask DisposeAsync();
}
