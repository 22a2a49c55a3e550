using System.Globalization;

namespace LustreOperator.Libvirt;

/// <summary>Words for virDomain*Reason, as virsh says them.</summary>
public static class StateReasons
{
    private static readonly string[] s_running =
        [
            "unknown", "booted", "migrated", "restored", "from snapshot", "unpaused", "migration canceled", "save canceled", "event wakeup",
            "crashed", "post-copy", "post-copy failed"
        ];

    private static readonly string[] s_paused =
        [
            "unknown", "user", "migrating", "saving", "dumping", "I/O error", "watchdog", "from snapshot", "shutting down", "creating snapshot",
            "crashed", "starting up", "post-copy", "post-copy failed", "api error"
        ];

    private static readonly string[] s_shutOff =
        ["unknown", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot", "daemon"];

    private static readonly string[] s_shutDown = ["unknown", "user"];

    private static readonly string[] s_crashed = ["unknown", "panicked"];

    public static string Of(DomainState state, int reason)
    {
        string[] words = state switch
        {
            DomainState.Running => s_running,
            DomainState.Paused => s_paused,
            DomainState.ShutOff => s_shutOff,
            DomainState.ShuttingDown => s_shutDown,
            DomainState.Crashed => s_crashed,
            _ => [],
        };

        // A newer libvirt may know more: that is not libvirt's own "unknown".
        return reason == 0 ? "unknown" : reason > 0 && reason < words.Length ? words[reason] : string.Create(CultureInfo.InvariantCulture, $"reason {reason}");
    }
}
