using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What it means to us that QEMU does not let a guest run.</summary>
internal enum GuestPause
{
    /// <summary>It is not paused.</summary>
    None,

    /// <summary>Somebody paused it, and it can run on.</summary>
    ByHand,

    /// <summary>libvirt does not know why: somebody at QEMU's monitor, or an internal error of KVM. Whether it can run on shows when it is to.</summary>
    Unclear,

    /// <summary>A migration, save, dump, snapshot or start is under way and lets it go by itself.</summary>
    AtWork,

    /// <summary>It is powering off.</summary>
    Leaving,

    /// <summary>It crashed.</summary>
    Crashed,

    /// <summary>A person must put something right first: a full pool, a watchdog, a migration that failed half-way, a reason of a newer libvirt.</summary>
    Broken,
}

/// <summary>Every reason of virDomainPausedReason, by libvirt's words.</summary>
internal static class GuestPauses
{
    public static GuestPause Of(DomainSnapshot domain) => domain.State == DomainState.Paused ? Of(domain.StateReason) : GuestPause.None;

    private static GuestPause Of(string reason) => reason switch
    {
        "user" or "from snapshot" => GuestPause.ByHand,
        "unknown" or "api error" => GuestPause.Unclear,
        "migrating" or "saving" or "dumping" or "creating snapshot" or "starting up" or "post-copy" => GuestPause.AtWork,
        "shutting down" => GuestPause.Leaving,
        "crashed" => GuestPause.Crashed,
        _ => GuestPause.Broken,
    };
}
