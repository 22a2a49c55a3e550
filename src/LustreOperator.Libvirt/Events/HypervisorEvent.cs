namespace LustreOperator.Libvirt;

/// <summary>Something happened: a reason to look again.</summary>
public abstract record HypervisorEvent
{
    private protected HypervisorEvent()
    {
    }
}

/// <summary>Calls go through: for the first time or again. Nothing of what happened before is told: look at everything.</summary>
public sealed record ConnectionRestored : HypervisorEvent;

/// <summary>The daemon is gone or silent. Domains run on; calls fail until <see cref="ConnectionRestored"/>.</summary>
/// <param name="Reason">For people.</param>
public sealed record ConnectionLost(string Reason) : HypervisorEvent;

/// <summary>The reader was too slow and events were dropped: look at everything.</summary>
public sealed record EventsLost : HypervisorEvent;

/// <summary>
/// A device of the host came, went or changed (virConnectNodeDeviceEventRegisterAny). A PCI function that merely changes its driver gives none;
/// its child (<c>net_...</c>) comes or goes then.
/// </summary>
/// <param name="Name">libvirt's name of it: <c>pci_0000_41_00_1</c>, <c>net_eth0_...</c>.</param>
public sealed record NodeDeviceChanged(string Name) : HypervisorEvent;

/// <summary>Something happened to one domain, ours or not.</summary>
public abstract record DomainEvent(DomainIdentity Domain) : HypervisorEvent;

/// <summary>The domain was defined, started, stopped, ... (VIR_DOMAIN_EVENT_ID_LIFECYCLE).</summary>
/// <param name="Domain">Which one.</param>
/// <param name="Change">What happened.</param>
/// <param name="Detail">libvirt's number for how, its meaning depending on the change: Stopped 0 shut down, 1 destroyed, 2 crashed, 5 failed.</param>
public sealed record DomainLifecycle(DomainIdentity Domain, DomainChange Change, int Detail) : DomainEvent(Domain);

/// <summary>virDomainEventType, with libvirt's numbers.</summary>
public enum DomainChange
{
    Defined = 0,
    Undefined = 1,
    Started = 2,
    Suspended = 3,
    Resumed = 4,
    Stopped = 5,
    Shutdown = 6,
    SuspendedByPowerManagement = 7,
    Crashed = 8,
}

/// <summary>
/// A pin or other tunable of a running domain was set, to a new value or to the old one (VIR_DOMAIN_EVENT_ID_TUNABLE): our own changes come
/// back too.
/// </summary>
/// <param name="Domain">Which one.</param>
/// <param name="Parameters">By libvirt's names: <c>cputune.vcpupin0</c> = <c>0-1</c>, <c>cputune.emulatorpin</c> = <c>0</c>.</param>
public sealed record DomainTuned(DomainIdentity Domain, ValueList<KeyValuePair<string, string>> Parameters) : DomainEvent(Domain);

/// <summary>A domain's metadata was changed (VIR_DOMAIN_EVENT_ID_METADATA_CHANGE).</summary>
/// <param name="Domain">Which one.</param>
/// <param name="NamespaceUri">Namespace of the element (<see cref="DomainMetadata.NamespaceUri"/>); null for the title and the description.</param>
public sealed record MetadataChanged(DomainIdentity Domain, string? NamespaceUri) : DomainEvent(Domain);

/// <summary>The guest's agent came or went (VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE).</summary>
public sealed record GuestAgentChanged(DomainIdentity Domain, bool IsConnected) : DomainEvent(Domain);

/// <summary>A device was plugged into a running domain (VIR_DOMAIN_EVENT_ID_DEVICE_ADDED).</summary>
public sealed record DeviceAdded(DomainIdentity Domain, string Alias) : DomainEvent(Domain);

/// <summary>A device has left a running domain (VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED).</summary>
public sealed record DeviceRemoved(DomainIdentity Domain, string Alias) : DomainEvent(Domain);

/// <summary>The guest refused to let a device go (VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED).</summary>
public sealed record DeviceRemovalFailed(DomainIdentity Domain, string Alias) : DomainEvent(Domain);
