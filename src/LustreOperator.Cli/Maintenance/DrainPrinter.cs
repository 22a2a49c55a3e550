using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;
using LustreOperator.Planning;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Maintenance;

/// <summary>What becomes of the machines of a host that is emptied, as a table.</summary>
internal static class DrainPrinter
{
    public static void Print(DrainPlan plan, string host, bool isForced, Shell shell)
    {
        if (plan.Machines.Count == 0)
        {
            shell.Out.WriteLine($"no machine is on {host}");
            return;
        }

        TextTable table = new("MACHINE", "BECOMES", "WHY");
        foreach (DrainedMachine drained in plan.Machines)
        {
            (string becomes, string why) = drained.Fate switch
            {
                DrainFate.Moves => ("placed anew", $"it fits on {drained.To}"),
                DrainFate.NoPlace when isForced => ("stopped", $"--force; it waits for a place: {drained.Why}"),
                DrainFate.NoPlace => ("left", $"it has no place elsewhere: {drained.Why}"),
                DrainFate.Stays => ("left", drained.Why),
                _ => ("goes", drained.Why),
            };
            table.Add(ApiResources.Machines.KeyOf(drained.Machine).ToString(), becomes, why);
        }

        table.Print(shell);
    }
}
