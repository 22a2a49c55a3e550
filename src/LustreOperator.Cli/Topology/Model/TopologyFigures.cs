using System.Globalization;

namespace LustreOperator.Cli.Topology;

/// <summary>Figures and words that both pictures say alike.</summary>
internal static class TopologyFigures
{
    private const long KiBPerMiB = 1024;
    private const long KiBPerGiB = 1024 * 1024;

    /// <summary>Memory of a node: <c>3.9 of 7.5 GiB free, 2Mi pages 4 of 16 GiB free</c>.</summary>
    public static string Free(IReadOnlyList<TopologyMemory> memory) => string.Join(" · ", memory.Select(Free));

    public static string Size(long kib) => kib < KiBPerGiB ? $"{kib / KiBPerMiB} MiB" : $"{GiB(kib)} GiB";

    public static string Devices(int count) => count == 1 ? "1 HCA" : $"{count} HCAs";

    public static string Hosts(int count) => count == 1 ? "1 host" : $"{count} hosts";

    public static string Machines(int count) => count == 1 ? "1 machine" : $"{count} machines";

    public static string Further(int hosts) => hosts == 1 ? "1 further host carries nothing of it" : $"{hosts} further hosts carry nothing of it";

    public static string Hops(int hops) => hops == 1 ? "1 hop" : $"{hops} hops";

    public static string Readiness(TopologyHost host) =>
        string.Join(", ", (string[])
        [
            host.Ready switch { Api.ConditionStatus.True => "Ready", Api.ConditionStatus.False => $"not Ready ({host.Reason})", _ => $"unknown ({host.Reason})" },
            .. host.Unschedulable ? (string[])["cordoned"] : [],
            .. host.Fenced ? (string[])["fenced"] : [],
        ]);

    /// <summary>What a machine is to its user: its state, and why it is not Ready.</summary>
    public static string State(TopologyMachine machine) =>
        machine.Ready == Api.ConditionStatus.True || machine.Reason is null ? machine.State : $"{machine.State} ({machine.Reason})";

    private static string Free(TopologyMemory memory) =>
        $"{(memory.PageSizeKiB == 0 ? "" : $"{Api.Quantity.FormatKiB(memory.PageSizeKiB)} pages ")}{GiB(memory.FreeKiB)} of {GiB(memory.TotalKiB)} GiB free";

    private static string GiB(long kib) => ((double)kib / KiBPerGiB).ToString("0.#", CultureInfo.InvariantCulture);
}
