using LustreOperator.Api;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Maintenance;

/// <summary>Machines in few words.</summary>
internal static class MachinesText
{
    private const int NamedAtMost = 5;

    /// <summary>Such as <c>2 machines: default/ha-oss-0, default/ha-oss-1</c>.</summary>
    public static string Of(IReadOnlyList<LustreMachine> machines) => machines.Count == 0
        ? "no machines"
        : $"{Count(machines.Count)}: {string.Join(", ", machines.Take(NamedAtMost).Select(machine => ApiResources.Machines.KeyOf(machine)))}"
            + (machines.Count > NamedAtMost ? $" and {machines.Count - NamedAtMost} more" : "");

    public static string Count(int count) => count == 1 ? "1 machine" : $"{count} machines";
}
