using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>
/// What becomes of a KvmHost that is to be deleted: it stays, by its finalizer, until no machine is placed on it. Without it, its machines could be
/// released by nobody. Pure.
/// </summary>
internal static class HostDeletion
{
    /// <summary>So many machines are named in a message; the rest are counted.</summary>
    private const int Named = 10;

    /// <summary>Whether the host lacks the finalizer that it must have before a machine is on it.</summary>
    public static bool MustHold(KvmHost host, bool hasMachines) =>
        hasMachines && host.Metadata.DeletionTimestamp is null && !IsHeld(host);

    public static bool MayGo(KvmHost host, bool hasMachines) => !hasMachines && host.Metadata.DeletionTimestamp is not null && IsHeld(host);

    /// <summary>The condition Deleting of a host that waits for its machines; null: it does not.</summary>
    public static Condition? Waiting(KvmHost host, IReadOnlyList<LustreMachine> machines)
    {
        if (host.Metadata.DeletionTimestamp is null || machines.Count == 0)
        {
            return null;
        }

        string name = host.Metadata.Name;
        string[] names = [.. machines.Select(machine => $"{machine.Metadata.Namespace}/{machine.Metadata.Name}").Order(StringComparer.Ordinal)];
        string words = string.Join(", ", names.Take(Named)) + (names.Length > Named ? $" and {names.Length - Named} more" : "");
        string fence = host.Spec.Fenced
            ? "it is fenced, so machines that are deleted do not wait for it"
            : $"if the host is certainly off, set spec.fenced: true (kubectl patch kvmhost {name} --type=merge -p '{{\"spec\":{{\"fenced\":true}}}}')";
        return new Condition
        {
            Type = ConditionTypes.Deleting,
            Status = ConditionStatus.True,
            Reason = ConditionReasons.WaitingForMachines,
            Message =
                $"{names.Length} {(names.Length == 1 ? "machine is" : "machines are")} on {name}: {words}. Nothing new is placed here, and its agent goes on "
                + $"serving them. Delete or shrink their clusters, or delete the machines to have them made anew elsewhere; {fence}",
        };
    }

    private static bool IsHeld(KvmHost host) => host.Metadata.Finalizers?.Contains(ApiNames.HostFinalizer) == true;
}
