using System.Threading.Channels;

namespace LustreOperator.Libvirt;

/// <summary>
/// One KVM host, as its libvirt daemon shows it: what is on it, its domains, its volumes, and what happens to them.
/// </summary>
/// <remarks>
/// Every method throws <see cref="LibvirtException"/>; <see cref="LibvirtException.Kind"/> says what a caller may act on. A host that
/// cannot be reached fails every call at once with <see cref="LibvirtUnreachableException"/> until it is back; a call that takes too
/// long fails with <see cref="LibvirtTimeoutException"/>, and its outcome is then unknown: observe before acting again.
/// </remarks>
public interface IHypervisor : IAsyncDisposable
{
    /// <summary>Whether calls go through now. A hint: the connection may be lost the moment after.</summary>
    bool IsConnected { get; }

    /// <summary>
    /// What happened on the host: hints to look again, never the truth. libvirt tells nothing of a change to a definition (pins,
    /// devices with --config), nor of what happened while the connection was lost: <see cref="ConnectionRestored"/> and
    /// <see cref="EventsLost"/> mean "look at everything", and a periodic full look is needed besides. For one reader.
    /// </summary>
    ChannelReader<HypervisorEvent> Events { get; }

    /// <summary>What the host is: CPUs, NUMA cells, page pools, versions (virConnectGetCapabilities, virNodeGetFreePages).</summary>
    Task<HostCapabilities> GetCapabilitiesAsync(CancellationToken cancellationToken);

    /// <summary>Every PCI function of the host, ordered by address (virConnectListAllNodeDevices).</summary>
    Task<Listing<PciDevice>> ListPciDevicesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes a PCI function from its host driver and gives it to vfio-pci (virNodeDeviceDetachFlags), where it stays, guests or not, until
    /// <see cref="ReattachNodeDeviceAsync"/>. <see cref="LibvirtErrorKind.OperationInvalid"/> when a domain has it,
    /// <see cref="LibvirtErrorKind.NoNodeDevice"/> when there is none, <see cref="LibvirtErrorKind.NotSupported"/> on a host without VFIO. It may succeed
    /// and leave the function with no driver, since vfio-pci refuses bridges and physical functions that have virtual ones:
    /// <see cref="PciDevice.Driver"/> tells.
    /// </summary>
    Task DetachNodeDeviceAsync(PciAddress address, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a function back to its host driver (virNodeDeviceReAttach). Nothing happens to one that has it already.
    /// <see cref="LibvirtErrorKind.OperationInvalid"/> when a domain has it; <see cref="LibvirtErrorKind.System"/> when a domain has another of its IOMMU
    /// group, and it is left with no driver then: give it back when the domain is off.
    /// </summary>
    Task ReattachNodeDeviceAsync(PciAddress address, CancellationToken cancellationToken);

    /// <summary>Every storage pool, ordered by name (virConnectListAllStoragePools).</summary>
    Task<Listing<StoragePool>> ListStoragePoolsAsync(CancellationToken cancellationToken);

    /// <summary>One storage pool, or null when there is none of this name (virStoragePoolLookupByName).</summary>
    Task<StoragePool?> FindStoragePoolAsync(string name, CancellationToken cancellationToken);

    /// <summary>Every libvirt network, ordered by name (virConnectListAllNetworks).</summary>
    Task<Listing<VirtualNetwork>> ListNetworksAsync(CancellationToken cancellationToken);

    /// <summary>Every domain of the host, ours or not, ordered by name (virConnectListAllDomains).</summary>
    Task<Listing<DomainSummary>> ListDomainsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// All that is known of one domain, or null when no domain has this name (virDomainGetXMLDesc live and inactive,
    /// virDomainGetState, virDomainGetVcpus).
    /// </summary>
    Task<DomainSnapshot?> FindDomainAsync(string name, CancellationToken cancellationToken);

    /// <summary>The same by UUID, which a domain keeps when it is renamed.</summary>
    Task<DomainSnapshot?> FindDomainAsync(Guid uuid, CancellationToken cancellationToken);

    /// <summary>
    /// What is being done with a running domain that its end or a change would break: a backup, a save, a migration (virDomainGetJobInfo), a copy, commit or
    /// pull of a disk (virDomainGetBlockJobInfo); empty when nothing is or it does not run. It waits up to 30 s for another call on the domain, and then says
    /// that there is one.
    /// </summary>
    Task<IReadOnlyList<string>> ListDomainJobsAsync(Guid uuid, CancellationToken cancellationToken);

    /// <summary>
    /// What every domain of the host, ours or not, has used, ordered by name (virConnectGetAllDomainStats). It waits for no domain that is busy with another
    /// call: of such a one the state is told and what else needs no word of its emulator.
    /// </summary>
    Task<Listing<DomainStatistics>> ReadStatisticsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes the persistent definition (virDomainDefineXML). Without a <see cref="DomainDefinition.Uuid"/> it makes a new domain, and
    /// fails with <see cref="LibvirtErrorKind.DomainExists"/> when the name is taken, by whomever. With one it rewrites that domain,
    /// keeping what libvirt filled in at creation (machine type, device addresses), or makes it with this UUID when it is gone.
    /// A running domain keeps running as it is; the definition counts from its next start.
    /// </summary>
    Task<DomainIdentity> DefineDomainAsync(DomainDefinition definition, CancellationToken cancellationToken);

    /// <summary>Boots a defined domain (virDomainCreate). <see cref="LibvirtErrorKind.OperationInvalid"/> when it runs already.</summary>
    Task StartDomainAsync(Guid uuid, CancellationToken cancellationToken);

    /// <summary>
    /// Lets a paused domain run on (virDomainResume). <see cref="LibvirtErrorKind.GuestNeedsReset"/> when QEMU stopped it for an internal error.
    /// </summary>
    Task ResumeDomainAsync(Guid uuid, CancellationToken cancellationToken);

    /// <summary>Wakes a guest that sleeps (virDomainPMWakeup). <see cref="LibvirtErrorKind.OperationInvalid"/> when it is off.</summary>
    Task WakeDomainAsync(Guid uuid, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the guest to power off (virDomainShutdown); returns when it was asked, not when it is off. <see cref="LibvirtErrorKind.OperationInvalid"/> in
    /// every state but running.
    /// </summary>
    Task ShutdownDomainAsync(Guid uuid, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the power away (virDomainDestroy); the domain is off when this returns, and may have been so before.
    /// </summary>
    Task DestroyDomainAsync(Guid uuid, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the definition with its managed save image, snapshot and checkpoint metadata and firmware variables
    /// (virDomainUndefineFlags). Volumes stay. A running domain becomes transient: destroy it first.
    /// </summary>
    Task UndefineDomainAsync(Guid uuid, CancellationToken cancellationToken);

    /// <summary>Binds one vCPU to host CPUs (virDomainPinVcpuFlags). A live pin raises a <see cref="DomainTuned"/>, changed or not.</summary>
    Task PinVcpuAsync(Guid uuid, int vcpu, CpuSet cpus, DomainScope scope, CancellationToken cancellationToken);

    /// <summary>Binds the emulator threads to host CPUs (virDomainPinEmulator).</summary>
    Task PinEmulatorAsync(Guid uuid, CpuSet cpus, DomainScope scope, CancellationToken cancellationToken);

    /// <summary>
    /// Writes an element of the metadata, replacing the one of its namespace (virDomainSetMetadata). Its prefix must not be empty.
    /// </summary>
    Task SetMetadataAsync(Guid uuid, DomainMetadata metadata, DomainScope scope, CancellationToken cancellationToken);

    /// <summary>Plugs a device in (virDomainAttachDeviceFlags).</summary>
    Task AttachDeviceAsync(Guid uuid, DomainDevice device, DomainScope scope, CancellationToken cancellationToken);

    /// <summary>
    /// Unplugs a device (virDomainDetachDeviceFlags), found by its target, MAC or host address. A live detach needs the guest's
    /// consent: the call may succeed with the device still there (after 5 s), asked again too; the truth is <see cref="DeviceRemoved"/> and the live
    /// definition. <see cref="LibvirtErrorKind.DeviceMissing"/> when the domain has no such device.
    /// </summary>
    Task DetachDeviceAsync(Guid uuid, DomainDevice device, DomainScope scope, CancellationToken cancellationToken);

    /// <summary>
    /// The volumes of an active pool, ordered by name (virStoragePoolListAllVolumes): those whose names <paramref name="isWanted"/> takes, so that
    /// of a pool with many only these are read.
    /// </summary>
    Task<IReadOnlyList<StorageVolume>> ListVolumesAsync(string pool, Func<string, bool> isWanted, CancellationToken cancellationToken);

    /// <summary>One volume, or null when the pool has none of this name (virStorageVolLookupByName).</summary>
    Task<StorageVolume?> FindVolumeAsync(string pool, string name, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a blank volume or an overlay of a base volume (virStorageVolCreateXML) and says what was made: a pool of a type that holds raw volumes
    /// only (<see cref="PoolTypes"/>) makes a raw one, whatever was asked. <see cref="LibvirtErrorKind.VolumeExists"/> when the name is taken;
    /// <see cref="LibvirtErrorKind.InvalidArgument"/> when the capacity is smaller than the base's.
    /// </summary>
    Task<StorageVolume> CreateVolumeAsync(VolumeDefinition definition, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a volume and its data (virStorageVolDelete). libvirt deletes a base whose overlays still need it without a word: the
    /// caller looks at <see cref="StorageVolume.BackingPath"/> first.
    /// </summary>
    Task DeleteVolumeAsync(string pool, string name, CancellationToken cancellationToken);

    /// <summary>Lets libvirt see files that others than libvirt put into the pool (virStoragePoolRefresh).</summary>
    Task RefreshStoragePoolAsync(string pool, CancellationToken cancellationToken);
}
