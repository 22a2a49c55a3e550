using System.Threading.Channels;
using LustreOperator.Libvirt;
using LustreOperator.Libvirt.Events;
using LustreOperator.Simulation.State;
using LustreOperator.Simulation.Transitions;

namespace LustreOperator.Simulation;

/// <summary>
/// A connection to a simulated host, <c>simulated:///SHAPE?host=NAME&amp;state=FILE</c>: a stand-in for a real one in trials and scale tests. What it is
/// and is not stands in the README of its folder, and where it differs from a real host in DIFFERENCES.md there.
/// </summary>
public sealed class SimulatedHypervisor : IHypervisor
{
    /// <summary>The scheme of its URIs, for <see cref="HypervisorFactory"/>.</summary>
    public const string Scheme = "simulated";

    private readonly SimulatedHost _host;
    private readonly bool _ownsHost;
    private readonly EventQueue _events;

    /// <summary>Connects to a host of its own.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds, or the URI names no simulated host that there is.</exception>
    /// <exception cref="LibvirtException">The state file cannot be used: another process has it, or it is damaged.</exception>
    public SimulatedHypervisor(LibvirtOptions options)
        : this(SimulatedHost.Open(Checked(options).Uri), options) => _ownsHost = true;

    internal SimulatedHypervisor(SimulatedHost host, LibvirtOptions options)
    {
        _host = host;
        _events = new EventQueue(options.EventCapacity);
        host.Listen(_events);
    }

    public bool IsConnected => true;

    public ChannelReader<HypervisorEvent> Events => _events.Reader;

    public Task<HostCapabilities> GetCapabilitiesAsync(CancellationToken cancellationToken) =>
        Read("virConnectGetCapabilities", Views.Capabilities, cancellationToken);

    public Task<Listing<PciDevice>> ListPciDevicesAsync(CancellationToken cancellationToken) =>
        Read("virConnectListAllNodeDevices", state => new Listing<PciDevice>(Views.PciDevices(state)), cancellationToken);

    public Task DetachNodeDeviceAsync(PciAddress address, CancellationToken cancellationToken) =>
        Change("virNodeDeviceDetachFlags", state => Functions.Detach(state, address), cancellationToken);

    public Task ReattachNodeDeviceAsync(PciAddress address, CancellationToken cancellationToken) =>
        Change("virNodeDeviceReAttach", state => Functions.Reattach(state, address), cancellationToken);

    public Task<Listing<StoragePool>> ListStoragePoolsAsync(CancellationToken cancellationToken) =>
        Read("virConnectListAllStoragePools", state => new Listing<StoragePool>([.. state.Pools.Values.Select(pool => pool.Info)]), cancellationToken);

    public Task<StoragePool?> FindStoragePoolAsync(string name, CancellationToken cancellationToken) =>
        Read("virStoragePoolGetXMLDesc", state => state.Pools.GetValueOrDefault(name)?.Info, cancellationToken);

    public Task<Listing<VirtualNetwork>> ListNetworksAsync(CancellationToken cancellationToken) =>
        Read("virConnectListAllNetworks", state => new Listing<VirtualNetwork>([.. state.Networks.Values]), cancellationToken);

    public Task<Listing<DomainSummary>> ListDomainsAsync(CancellationToken cancellationToken) =>
        Read("virConnectListAllDomains", state => new Listing<DomainSummary>(Views.Domains(state)), cancellationToken);

    public Task<DomainSnapshot?> FindDomainAsync(string name, CancellationToken cancellationToken) => Read(
        "virDomainGetXMLDesc",
        state => state.Domains.TryGetValue(name, out SimulatedDomain? domain) ? Views.Snapshot(domain) : null,
        cancellationToken);

    public Task<DomainSnapshot?> FindDomainAsync(Guid uuid, CancellationToken cancellationToken) => Read(
        "virDomainGetXMLDesc",
        state => state.Find(uuid) is { } domain ? Views.Snapshot(domain) : null,
        cancellationToken);

    public Task<IReadOnlyList<string>> ListDomainJobsAsync(Guid uuid, CancellationToken cancellationToken) => Read(
        "virDomainGetJobInfo",
        state => (IReadOnlyList<string>)(Guards.Domain(state, uuid) is { IsActive: true, Job: { } job } ? [job] : []),
        cancellationToken);

    public Task<Listing<DomainStatistics>> ReadStatisticsAsync(CancellationToken cancellationToken) =>
        Read("virConnectGetAllDomainStats", state => new Listing<DomainStatistics>(Views.Statistics(state)), cancellationToken);

    public Task<DomainIdentity> DefineDomainAsync(DomainDefinition definition, CancellationToken cancellationToken) => Change(
        "virDomainDefineXML",
        state => Definitions.Define(state, definition, Guid.NewGuid()),
        state => state.Domains[definition.Name].Identity,
        cancellationToken);

    public Task StartDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        Change("virDomainCreate", state => Power.Start(state, uuid), cancellationToken);

    public Task ResumeDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        Change("virDomainResume", state => Power.Resume(state, uuid), cancellationToken);

    public Task WakeDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        Change("virDomainPMWakeup", state => Power.Wake(state, uuid), cancellationToken);

    public Task ShutdownDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        Change("virDomainShutdown", state => Power.Shutdown(state, uuid), cancellationToken);

    public Task DestroyDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        Change("virDomainDestroy", state => Power.Destroy(state, uuid), cancellationToken);

    public Task UndefineDomainAsync(Guid uuid, CancellationToken cancellationToken) =>
        Change("virDomainUndefineFlags", state => Definitions.Undefine(state, uuid), cancellationToken);

    public Task PinVcpuAsync(Guid uuid, int vcpu, CpuSet cpus, DomainScope scope, CancellationToken cancellationToken) => Change(
        "virDomainPinVcpuFlags", state => Pins.PinVcpu(state, uuid, vcpu, PinRules.Checked(cpus), scope), cancellationToken);

    public Task PinEmulatorAsync(Guid uuid, CpuSet cpus, DomainScope scope, CancellationToken cancellationToken) => Change(
        "virDomainPinEmulator", state => Pins.PinEmulator(state, uuid, PinRules.Checked(cpus), scope), cancellationToken);

    public Task SetMetadataAsync(Guid uuid, DomainMetadata metadata, DomainScope scope, CancellationToken cancellationToken) =>
        Change("virDomainSetMetadata", state => Definitions.SetMetadata(state, uuid, metadata, scope), cancellationToken);

    public Task AttachDeviceAsync(Guid uuid, DomainDevice device, DomainScope scope, CancellationToken cancellationToken) =>
        Change("virDomainAttachDeviceFlags", state => Plugging.Attach(state, uuid, device, scope), cancellationToken);

    public Task DetachDeviceAsync(Guid uuid, DomainDevice device, DomainScope scope, CancellationToken cancellationToken) =>
        Change("virDomainDetachDeviceFlags", state => Plugging.Detach(state, uuid, device, scope), cancellationToken);

    public Task<IReadOnlyList<StorageVolume>> ListVolumesAsync(string pool, Func<string, bool> isWanted, CancellationToken cancellationToken) => Read(
        "virStoragePoolListAllVolumes",
        state => (IReadOnlyList<StorageVolume>)[.. Guards.ActivePool(state, pool).Volumes.Values.Where(volume => isWanted(volume.Name))],
        cancellationToken);

    public Task<StorageVolume?> FindVolumeAsync(string pool, string name, CancellationToken cancellationToken) =>
        Read("virStorageVolLookupByName", state => Volumes.Find(state, pool, name), cancellationToken);

    public Task<StorageVolume> CreateVolumeAsync(VolumeDefinition definition, CancellationToken cancellationToken) => Change(
        "virStorageVolCreateXML",
        state => Volumes.Create(state, definition),
        state => state.Pools[definition.Pool].Volumes[definition.Name],
        cancellationToken);

    public Task DeleteVolumeAsync(string pool, string name, CancellationToken cancellationToken) =>
        Change("virStorageVolDelete", state => Volumes.Delete(state, pool, name), cancellationToken);

    public Task RefreshStoragePoolAsync(string pool, CancellationToken cancellationToken) =>
        Change("virStoragePoolRefresh", state => Volumes.Refresh(state, pool), cancellationToken);

    /// <summary>Ends the connection; the host stays if others share it or it has a state file.</summary>
    public ValueTask DisposeAsync()
    {
        _host.Ignore(_events);
        _events.Complete();
        if (_ownsHost)
        {
            _host.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static LibvirtOptions Checked(LibvirtOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        LibvirtOptionsCheck.ThrowIfInvalid(options);
        return options;
    }

    private Task<bool> Change(string function, Func<HostState, Change> transition, CancellationToken cancellationToken) =>
        Change(function, transition, _ => true, cancellationToken);

    private Task<T> Change<T>(string function, Func<HostState, Change> transition, Func<HostState, T> result, CancellationToken cancellationToken) =>
        Run(() => result(_host.Apply(function, transition)), cancellationToken);

    private Task<T> Read<T>(string function, Func<HostState, T> view, CancellationToken cancellationToken) => Run(
        () =>
        {
            try
            {
                return view(_host.State);
            }
            catch (LibvirtException fault)
            {
                throw fault.In(function);
            }
        },
        cancellationToken);

    /// <summary>Done when it returns, but failing as a real call does: by its task.</summary>
    private static Task<T> Run<T>(Func<T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return Task.FromResult(call());
        }
        catch (Exception fault)
        {
            return Task.FromException<T>(fault);
        }
    }
}
