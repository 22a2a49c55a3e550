using LustreOperator.Agent;
using LustreOperator.Api;

namespace LustreOperator.Planning;

/// <summary>When a change of a machine takes effect, in words. Pure.</summary>
internal static class Effects
{
    /// <summary>One clause that says it.</summary>
    /// <param name="start">The present domain and the new spec.</param>
    /// <param name="steps">What the agent would do.</param>
    public static string Of(MachineObservation start, IReadOnlyList<MachineAction> steps)
    {
        LustreMachineSpec spec = start.Machine.Spec;
        if (spec.Paused)
        {
            return "its cluster is paused: the agent does nothing until it goes on";
        }

        if (start.Domain is not { IsActive: true })
        {
            return steps.OfType<StartDomain>().Any() ? "it is off, and starts with the change" : "it is off: takes effect at its next start";
        }

        if (spec.PowerState == PowerState.Off)
        {
            return "it is shut down";
        }

        IReadOnlyList<DomainDifference> differences = MachinePlanner.Plan(start).Differences;
        string[] lasting =
        [
            .. differences.Where(difference => difference.IsLasting && difference.Kind != DriftKind.Restart).Select(difference => difference.Text.Field),
        ];
        bool restarts = steps.OfType<StartDomain>().Any();
        if (lasting.Length > 0)
        {
            return $"{string.Join(", ", lasting)} {(lasting.Length == 1 ? "needs" : "need")} a restart: " + (!restarts
                ? $"updatePolicy {spec.UpdatePolicy} waits for one (kubectl lustre restart {start.Machine.Metadata.Name})"
                : spec.UpdatePolicy == UpdatePolicy.Restart ? "updatePolicy Restart restarts it now" : "it restarts now, as the user asks");
        }

        return restarts ? "it restarts, as the user asks"
            : differences.Count > 0 || steps.Any(step => step is AttachDevice) ? "live, without a restart"
            : "the domain stays as it is";
    }
}
