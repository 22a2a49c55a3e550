using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;
using LustreOperator.Cli.Why;
using LustreOperator.Planning;

namespace LustreOperator.Cli.Plan;

/// <summary>A plan for people.</summary>
internal static class PlanPrinter
{
    public static void Print(PlanReport report, Shell shell)
    {
        shell.Out.WriteLine($"cluster {report.Key}{(report.IsNew ? " (new)" : "")}: {Summary(report)}");
        if (report.Faults.Count > 0)
        {
            Section(shell, $"{report.Faults.Count} {(report.Faults.Count == 1 ? "fault" : "faults")} of the spec:");
            Lines(shell, report.Faults.Select(fault => fault.Path.Length == 0 ? fault.Problem : fault.ToString()));
        }

        if (report.Unplaced is { } unplaced)
        {
            Section(shell, $"it does not fit: {unplaced}");
            HostRowTable.Of(report.Hosts, report.Key.Namespace).Print(shell);
        }

        PrintCreated(report, shell);
        foreach ((MachineStory machine, IReadOnlyList<string> differences, AgentStory agent) in report.Changed)
        {
            Section(shell, $"change {machine.Name} on {machine.After!.Spec.Host}:");
            Lines(shell, differences);
            PrintAgent(shell, agent);
        }

        foreach ((MachineStory machine, AgentStory agent) in report.Deleted)
        {
            Section(shell, $"delete {machine.Name} on {machine.Before!.Spec.Host}: {machine.Why}");
            PrintAgent(shell, agent);
        }

        PrintRest(report, shell);
    }

    private static string Summary(PlanReport report)
    {
        (int Count, string What)[] counts =
        [
            (report.Created.Count, "to create"), (report.Changed.Count, "to change"), (report.Deleted.Count, "to delete"), (
                report.Untouched.Count, Untouched(report)),
        ];
        string machines = string.Join(", ", counts.Where(count => count.Count > 0).Select(count => $"{count.Count} {count.What}"));
        return report.Faults.Count > 0 ? "the spec has faults, so nothing would happen to its machines"
            : report.Unplaced is not null && report.IsQuiet ? "no machine would be made, since not all of them fit"
            : report.IsQuiet ? "nothing would happen"
            : machines;
    }

    private static string Untouched(PlanReport report)
    {
        int unlike = report.Untouched.Intersect(report.Drift.Select(note => note.Machine)).Count();
        return unlike == 0 ? "untouched" : $"untouched ({unlike} of them {(unlike == 1 ? "is" : "are")} not yet as the spec says)";
    }

    private static void PrintCreated(PlanReport report, Shell shell)
    {
        if (report.Created.Count == 0)
        {
            return;
        }

        shell.Out.WriteLine();
        TextTable table = new("CREATE", "HOST", "NODE", "CPUS", "MEMORY", "POWER", "HCAS");
        foreach ((LustreMachine machine, CpuSet? nodes) in report.Created)
        {
            LustreMachineSpec spec = machine.Spec;
            string emulator = spec.Cpu.EmulatorCpus == spec.Cpu.Pinned() ? "" : $" (emulator {spec.Cpu.EmulatorCpus})";
            table.Add(
                machine.Metadata.Name, spec.Host, nodes?.ToString() ?? "-", $"{spec.Cpu.Pinned()}{emulator}", spec.Memory.Size.ToString(), spec.PowerState.ToString(), MachineText.Hcas(spec));
        }

        table.Print(shell);
    }

    private static void PrintRest(PlanReport report, Shell shell)
    {
        if (report.Drift.Count > 0)
        {
            Section(shell, "not as the spec says now, by a change of the spec that waits or by somebody's hand:");
            TextTable table = new("MACHINE", "FIELD", "FOUND", "WANTED", "WHAT BECOMES OF IT");
            foreach (DriftNote note in report.Drift)
            {
                table.Add(note.Machine, note.Entry.Field, note.Entry.Actual, note.Entry.Desired, note.Outlook);
            }

            table.Print(shell);
        }

        if (report.Kept.Count > 0)
        {
            Section(shell, "not as the spec asks:");
            Lines(shell, report.Kept.Select(kept => $"{kept.Machine} keeps what it has: {kept.Reason}"));
        }

        if (report.Notes.Count > 0)
        {
            Section(shell, "note:");
            Lines(shell, report.Notes);
        }

        if (report.Untouched.Count > 0)
        {
            Section(shell, $"untouched: {string.Join(", ", report.Untouched)}");
        }
    }

    private static void PrintAgent(Shell shell, AgentStory agent)
    {
        if (agent.Effect.Length > 0)
        {
            shell.Out.WriteLine($"  {agent.Effect}");
        }

        for (int i = 0; i < agent.Steps.Count; i++)
        {
            shell.Out.WriteLine($"    {i + 1}. {agent.Steps[i]}");
        }

        if (agent.Refusal is { } refusal)
        {
            shell.Out.WriteLine($"  its agent would refuse: {refusal}");
        }
    }

    private static void Section(Shell shell, string title)
    {
        shell.Out.WriteLine();
        shell.Out.WriteLine(title);
    }

    private static void Lines(Shell shell, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            shell.Out.WriteLine($"  {line}");
        }
    }
}
