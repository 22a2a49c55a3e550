namespace LustreOperator.Values;

/// <summary>virDomainState, with libvirt's numbers; <see cref="DomainStates"/> has the words.</summary>
public enum DomainState
{
    /// <summary>Nothing is known but that there is a domain. libvirt says it of other hypervisors only.</summary>
    NoState = 0,
    Running = 1,
    Blocked = 2,
    Paused = 3,

    /// <summary>The guest is powering off and still there.</summary>
    ShuttingDown = 4,

    /// <summary>Off.</summary>
    ShutOff = 5,
    Crashed = 6,
    SuspendedByGuest = 7,
}
