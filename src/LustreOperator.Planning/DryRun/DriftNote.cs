using LustreOperator.Agent;
using LustreOperator.Api;

namespace LustreOperator.Planning;

/// <summary>What an agent reports as not as wanted already, whatever the plan, and what becomes of it.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Entry">What differs.</param>
/// <param name="Outlook">What becomes of it.</param>
public sealed record DriftNote(string Machine, DriftEntry Entry, string Outlook)
{
    public static IEnumerable<DriftNote> Of(MachineStory story) => story is { Before: { } before, After: { } after }
        ? (before.Status?.Drift ?? []).Select(entry => new DriftNote(before.Metadata.Name, entry, OutlookOf(after.Spec, entry)))
        : [];

    private static string OutlookOf(LustreMachineSpec spec, DriftEntry entry)
    {
        // A device that is missing is plugged in, as pins are put right; the rest takes a restart.
        bool isLive = DriftKinds.Of(entry.Field) switch
        {
            DriftKind.VcpuPin or DriftKind.EmulatorPin => true,
            DriftKind.Disk or DriftKind.Interface or DriftKind.HostDevice => entry.Actual == "absent",
            _ => false,
        };
        return spec.Paused ? "left alone: the cluster is paused"
            : isLive && spec.DriftPolicy == DriftPolicy.Report ? "left as it is: driftPolicy Report"
            : isLive ? "put right: driftPolicy Enforce"
            : spec.UpdatePolicy == UpdatePolicy.Restart ? "put right by a restart: updatePolicy Restart"
            : "waits for a restart: updatePolicy OnDelete";
    }
}
