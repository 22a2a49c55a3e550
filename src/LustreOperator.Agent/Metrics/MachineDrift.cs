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
    /// <summary>What the next start would be made from.</summary>
    private const string Definition = "definition";

    /// <summary>It went off or was paused.</summary>
    private const string Power = "power";

    /// <summary>Every kind of field that there is.</summary>
    public static IReadOnlyList<string> Fields { get; } =
        [.. Enum.GetValues<DriftKind>().Where(kind => kind != DriftKind.Restart).Select(LabelOf), Definition, Power];

    /// <summary>What is new.</summary>
    /// <param name="before">The machine with the status that told of the look before.</param>
    /// <param name="found">What differed before the steps; empty when no step was planned.</param>
    /// <param name="done">The steps that were done.</param>
    /// <param name="left">
    /// What differs now, of which the status tells <see cref="MachineStatusBuilder.MaxDrift"/>; null: nobody knows, and the next look tells what is new.
    /// </param>
    public static IEnumerable<NewDrift> Of(
        LustreMachine before, IReadOnlyList<DomainDifference> found, IReadOnlyList<MachineAction> done, IReadOnlyList<DomainDifference>? left)
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

    private static IEnumerable<NewDrift> Differences(
        IReadOnlyList<DriftEntry> before, IReadOnlyList<DomainDifference> found, IReadOnlyList<DomainDifference> left)
    {
        HashSet<(string Field, string Actual)> known = [.. before.Select(entry => (entry.Field, entry.Actual))];
        Seen[] first = [.. found.Select(Seen.Of)];
        Seen[] now = [.. left.Take(MachineStatusBuilder.MaxDrift).Select(Seen.Of)];
        HashSet<string> remaining = [.. now.Select(drift => drift.Field)];
        bool isAllTold = left.Count < MachineStatusBuilder.MaxDrift;
        return first.Where(drift => !known.Contains((drift.Field, drift.Actual)))
            .Select(drift => (drift.Kind, Repaired: isAllTold && !remaining.Contains(drift.Field)))
            .Concat(now.Where(drift => !known.Contains((drift.Field, drift.Actual)) && !first.Any(earlier => earlier.Field == drift.Field))
                .Select(drift => (drift.Kind, Repaired: false)))
            .Where(drift => drift.Kind != DriftKind.Restart)
            .Select(drift => new NewDrift(LabelOf(drift.Kind), drift.Repaired));
    }

    private static bool IsOfDefinition(MachineAction step, LustreMachineStatus before) =>
        step is DefineDomain { IsNew: false } || (step is DefineDomain && before.Domain is not null);

    private static bool IsOfPower(MachineAction step) =>
        step is StartDomain { Off: not null } or ResumeDomain { IsRepair: true } or WakeDomain { IsRepair: true };

    private static string LabelOf(DriftKind kind) => kind switch
    {
        DriftKind.VcpuPin => "vcpuPin",
        DriftKind.EmulatorPin => "emulatorPin",
        DriftKind.Vcpus => "vcpus",
        DriftKind.Memory => "memory",
        DriftKind.Hugepages => "hugepages",
        DriftKind.NumaNodes => "numaNodes",
        DriftKind.Type => "type",
        DriftKind.Name => "name",
        DriftKind.Disk => "disk",
        DriftKind.Interface => "interface",
        DriftKind.HostDevice => "hostdev",
        _ => "device",
    };

    // As the status tells of it: a value that changed since is new.
    private readonly record struct Seen(DriftKind Kind, string Field, string Actual)
    {
        public static Seen Of(DomainDifference difference)
        {
            DriftText text = difference.Text;
            return new Seen(difference.Kind, text.Field, text.Actual);
        }
    }
}
