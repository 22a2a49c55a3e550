using LustreOperator.Placement;

namespace LustreOperator.Views.Drawing;

/// <summary>Who runs on CPUs that several machines share.</summary>
internal static class Sharers
{
    /// <summary>Machines of the picture by their letters, others counted: <c>shared by A, C and 2 machines of others</c>; null: nobody shares.</summary>
    public static string? Words<TDevice>(LabMachines machines, LabNode<TDevice> node)
    {
        string[] holders = [.. node.Cores.SelectMany(core => core.Cpus).Where(cpu => cpu.Use == CpuUse.Shared).SelectMany(cpu => cpu.Holders).Distinct()];
        if (holders.Length == 0)
        {
            return null;
        }

        string[] marks = [.. machines.Among(holders).Select(machine => machine.Mark)];
        int others = holders.Length - marks.Length;
        return "shared by " + string.Join(" and ", (string[])
        [
            .. marks.Length > 0 ? (string[])[string.Join(", ", marks)] : [],
            .. others > 0 ? (string[])[$"{Figures.Machines(others)} of others"] : [],
        ]);
    }
}
