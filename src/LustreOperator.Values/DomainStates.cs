using System.Globalization;

namespace LustreOperator.Agent;

/// <summary>virsh's words for states (virsh domstate).</summary>
internal static class DomainStates
{
    public static string Text(DomainState state) => state switch
    {
        DomainState.Running => "running",
        DomainState.Blocked => "idle",
        DomainState.Paused => "paused",
        DomainState.ShuttingDown => "in shutdown",
        DomainState.ShutOff => "shut off",
        DomainState.Crashed => "crashed",
        DomainState.SuspendedByGuest => "pmsuspended",
        _ => ((int)state).ToString(CultureInfo.InvariantCulture),
    };
}
