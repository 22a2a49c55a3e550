using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>A drift that one look at a machine found new.</summary>
/// <param name="Field">The kind of field, one of <see cref="MachineDrift.Fields"/>.</param>
/// <param name="Repaired">Whether it was gone when the agent looked again.</param>
internal readonly record struct NewDrift(string Field, bool Repaired);

/// <summary>
/// Counts drift: what somebody or something else changed below a machine whose spec the agent has taken in. Each is counted when it is new, be it put right at
/// once or left: for its drift policy, for a restart, for a guest that keeps a device. Pure.
/// </summary>
internal static class MachineDrift
{
    private const string VcpuPin = "vcpuPin";
    private const string EmulatorPin = "emulatorPin";

    /// <summary>A device of a kind that we never make.</summary>
    private const string OtherDevice = "device";

    /// <summary>What the next start would be made from.</summary>
    private const string Definition = "definition";

    /// <summary>It went off or was paused.</summary>
    private const string Power = "power";

    /// <summary>Every kind of field that there is.</summary>
    public static IReadOnlyList<string> Fields { get; } =
        [VcpuPin, EmulatorPin, "vcpus", "memory", "hugepages", "numaNodes", "type", "name", "disk", "interface", "hostdev", OtherDevice, Definition, Power];

    /// <summary>What is new.</summary>
    /// <param name="before">The machine with the status that told of the look before.</param>
    /// <param name="found">What differed before the steps; empty when no step was planned.</param>
    /// <param name="done">The steps that were done.</param>
    /// <param name="left">
    /// What the status tells of now, cut at <see cref="MachineStatusBuilder.MaxDrift"/>; null: nobody knows, and the next look tells what is new.
    /// </param>
    public static IEnumerable<NewDrift> Of(
        LustreMachine before, IReadOnlyList<DomainDifference> found, IReadOnlyList<MachineAction> done, IReadOnlyList<DriftEntry>? left)
    {
        // A spec that is not taken in yet differs by the user's own wish.
        if (before.Status is not { } status || before.Metadata.DeletionTimestamp is not null || before.Metadata.Generation != status.ObservedGeneration)
        {
            return [];
        }

        // What a full list leaves out would be new at every look.
        IEnumerable<NewDrift> differences = left is null || status.Drift.Count >= MachineStatusBuilder.MaxDrift ? [] : Differences(status.Drift, found, left);
        return
        [
            .. differences,
            .. done.Where(step => IsOfDefinition(step, status)).Select(_ => new NewDrift(Definition, Repaired: true)),
            .. done.Where(IsOfPower).Select(_ => new NewDrift(Power, Repaired: true)),
        ];
    }

    private static IEnumerable<NewDrift> Differences(IReadOnlyList<DriftEntry> before, IReadOnlyList<DomainDifference> found, IReadOnlyList<DriftEntry> left)
    {
        HashSet<(string Field, string Actual)> known = [.. before.Select(entry => (entry.Field, entry.Actual))];
        HashSet<string> remaining = [.. left.Select(entry => entry.Field)];
        bool isAllTold = left.Count < MachineStatusBuilder.MaxDrift;
        return found.Where(difference => !known.Contains((difference.Field, difference.Actual)))
            .Select(difference => (difference.Field, Repaired: isAllTold && !remaining.Contains(difference.Field)))
            .Concat(left.Where(entry => !known.Contains((entry.Field, entry.Actual)) && !found.Any(difference => difference.Field == entry.Field))
                .Select(entry => (entry.Field, Repaired: false)))
            .Where(drift => drift.Field != DomainComparison.RestartField)
            .Select(drift => new NewDrift(KindOf(drift.Field), drift.Repaired));
    }

    private static bool IsOfDefinition(MachineAction step, LustreMachineStatus before) =>
        step is DefineDomain { IsNew: false } || (step is DefineDomain && before.Domain is not null);

    private static bool IsOfPower(MachineAction step) => step is StartDomain { Off: not null } or ResumeDomain { IsRepair: true } or WakeDomain { IsRepair: true };

    // The fields of status.drift: see DomainComparison, DeviceComparison and HandChanges.
    private static string KindOf(string field)
    {
        string word = field.Split(' ', '[')[0];
        return word switch
        {
            "vcpuPins" => VcpuPin,
            "emulatorCpus" => EmulatorPin,
            _ => Fields.Contains(word) ? word : OtherDevice,
        };
    }
}
