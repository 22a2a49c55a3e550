namespace LustreOperator.Values;

/// <summary>virDomainState, with libvirt's numbers.</summary>
public enum DomainState
{
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
