namespace LustreOperator.Libvirt;

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
