using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Operator;
using LustreOperator.Planning;

namespace LustreOperator.Cli.Why;

/// <summary>A report on a machine for people and for programs.</summary>
internal static class MachineReportPrinter
{
    private const int Indent = 10;
    private const int Gap = 2;

    public static void Print(MachineReport report, Shell shell)
    {
        string roles = report.Machine is { } machine ? $" ({string.Join(", ", machine.Spec.Roles)})" : "";
        shell.Out.WriteLine($"machine {report.Namespace}/{report.Name}{roles} of cluster {report.Cluster}{(report.Machine is null ? " has no place" : "")}");
        (string Name, string Value)[] facts = [.. Facts(report)];
        int indent = facts.Select(fact => fact.Name.Length + Gap).Append(Indent).Max();
        foreach ((string name, string value) in facts)
        {
            shell.Out.WriteLine($"  {name.PadRight(indent)}{value}");
        }

        foreach (string note in report.Notes)
        {
            shell.Out.WriteLine($"  {note}");
        }

        if (report.Question.Length > 0)
        {
            shell.Out.WriteLine();
            shell.Out.WriteLine(report.Hosts.Count == 0 ? "no KvmHost is registered; kubectl lustre host add NAME makes one" : $"hosts, {report.Question}:");
        }

        if (report.Hosts.Count > 0)
        {
            HostRowTable.Of(report.Hosts, report.Namespace).Print(shell);
        }
    }

    public static JsonObject ToJson(MachineReport report)
    {
        JsonObject json = new()
        {
            ["kind"] = "Machine",
            ["namespace"] = report.Namespace,
            ["name"] = report.Name,
            ["cluster"] = report.Cluster,
            ["placed"] = report.Machine is not null,
        };
        if (report.Machine is { } machine)
        {
            json["place"] = MachineText.ToJson(machine.Spec, report.NumaNodes);
        }

        if (report.Partner is { } partner)
        {
            json["partner"] = new JsonObject { ["name"] = partner.Name, ["host"] = partner.Host };
        }

        json["notes"] = new JsonArray([.. report.Notes.Select(note => (JsonNode)note)]);
        json["question"] = report.Question;
        json["hosts"] = HostRowTable.ToJson(report.Hosts);
        return json;
    }

    // The spec is what is wanted; a domain that runs has what it was started with until it restarts.
    private static string StillMemory(LustreMachine machine) =>
        MachineHealth.Runs(machine) && machine.Status?.Domain?.Memory is { IsValid: true } has && has != machine.Spec.Memory.Size
            ? $"; it runs with {has} until it restarts"
            : "";

    private static string StillCpus(LustreMachine machine) =>
        MachineHealth.Runs(machine) && machine.Status?.Domain?.Vcpus is { } has && has != machine.Spec.Cpu.Count
            ? $"; it runs with {(has == 1 ? "1 vCPU" : $"{has} vCPUs")} until it restarts"
            : "";

    private static IEnumerable<(string Name, string Value)> Facts(MachineReport report)
    {
        if (report.Machine is { } machine)
        {
            yield return ("host", machine.Spec.Host);
            yield return (
                "CPUs",
                $"{machine.Spec.Cpu.Pinned()}{(report.NumaNodes is { } nodes ? $" on NUMA node {nodes}" : "")}, {machine.Spec.Cpu.Pinning}, emulator on {machine.Spec.Cpu.EmulatorCpus}{StillCpus(machine)}");
            yield return ("memory", $"{machine.Spec.Memory.Size}{(machine.Spec.Memory.Hugepages is { } pages ? $" in pages of {pages}" : "")}"
                + (machine.Spec.Memory.NumaNodes is { } bound ? $" on NUMA node {bound}" : ", bound to no NUMA node") + StillMemory(machine));
            foreach (MachineNetwork network in machine.Spec.Networks)
            {
                yield return (network.Name, network.Device?.ToString() ?? network.Bridge ?? network.LibvirtNetwork ?? "");
            }

            Condition? ready = machine.Status?.Conditions.Find(ConditionTypes.Ready);
            yield return ("state", ready is null ? "not reported yet" : $"{ready.Reason}: {ready.Message}");
        }

        if (report.Partner is { } partner)
        {
            yield return ("partner", partner.Host is { } host ? $"{partner.Name} on {host}" : $"{partner.Name}, which has no place");
        }
    }
}
