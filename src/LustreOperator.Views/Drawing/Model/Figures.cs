using System.Globalization;
using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>Figures and words that all pictures say alike.</summary>
internal static class Figures
{
    private const long KiBPerMiB = 1024;
    private const long KiBPerGiB = 1024 * 1024;

    /// <summary>Memory of one kind: <c>memory: 2Mi pages 4 of 16 GiB free</c>.</summary>
    public static string Free(NodeMemory memory) =>
        $"memory: {(memory.PageSizeKiB == 0 ? "" : $"{Quantity.OfKiB(memory.PageSizeKiB)} pages ")}{GiB(memory.FreeKiB)} of {GiB(memory.TotalKiB)} GiB free";

    public static string Size(long kib) => kib < KiBPerGiB ? $"{kib / KiBPerMiB} MiB" : $"{GiB(kib)} GiB";

    public static string Devices(int count) => count == 1 ? "1 HCA" : $"{count} HCAs";

    public static string Hosts(int count) => count == 1 ? "1 host" : $"{count} hosts";

    public static string Machines(int count) => count == 1 ? "1 machine" : $"{count} machines";

    /// <summary>What a machine is to its user: its state, and why it is not Ready.</summary>
    public static string State(LabMachine machine) =>
        machine.Ready == ConditionStatus.True || machine.Reason is null ? machine.State : $"{machine.State} ({machine.Reason})";

    private static string GiB(long kib) => ((double)kib / KiBPerGiB).ToString("0.#", CultureInfo.InvariantCulture);
}
