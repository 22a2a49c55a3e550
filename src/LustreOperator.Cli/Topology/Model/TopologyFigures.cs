using System.Globalization;
using LustreOperator.Api;

namespace LustreOperator.Cli.Topology;

/// <summary>Figures and words that both pictures say alike.</summary>
internal static class TopologyFigures
{
    private const long KiBPerMiB = 1024;
    private const long KiBPerGiB = 1024 * 1024;

    /// <summary>Memory of one kind: <c>memory: 2Mi pages 4 of 16 GiB free</c>.</summary>
    public static string Free(TopologyMemory memory) =>
        $"memory: {(memory.PageSizeKiB == 0 ? "" : $"{Quantity.FormatKiB(memory.PageSizeKiB)} pages ")}{GiB(memory.FreeKiB)} of {GiB(memory.TotalKiB)} GiB free";

    public static string Size(long kib) => kib < KiBPerGiB ? $"{kib / KiBPerMiB} MiB" : $"{GiB(kib)} GiB";

    public static string Devices(int count) => count == 1 ? "1 HCA" : $"{count} HCAs";

    public static string Hosts(int count) => count == 1 ? "1 host" : $"{count} hosts";

    public static string Machines(int count) => count == 1 ? "1 machine" : $"{count} machines";

    public static string Further(int hosts) => hosts == 1 ? "1 further host carries nothing of it" : $"{hosts} further hosts carry nothing of it";

    public static string Hops(int hops) => hops == 1 ? "1 hop" : $"{hops} hops";

    public static string Readiness(TopologyHost host) =>
        string.Join(", ", (string[])
        [
            host.Ready switch { ConditionStatus.True => "Ready", ConditionStatus.False => $"not Ready ({host.Reason})", _ => $"unknown ({host.Reason})" },
            .. host.Unschedulable ? (string[])["cordoned"] : [],
            .. host.Fenced ? (string[])["fenced"] : [],
        ]);

    /// <summary>What a machine is to its user: its state, and why it is not Ready.</summary>
    public static string State(TopologyMachine machine) =>
        machine.Ready == ConditionStatus.True || machine.Reason is null ? machine.State : $"{machine.State} ({machine.Reason})";

    private static string GiB(long kib) => ((double)kib / KiBPerGiB).ToString("0.#", CultureInfo.InvariantCulture);
}
