using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Planning;

namespace LustreOperator.Cli.Why;

/// <summary>A report on a machine for people and for programs.</summary>
internal static class MachineReportPrinter
{
    private const int Indent = 10;

    public static void Print(MachineReport report, Shell shell)
    {
        string roles = report.Machine is { } machine ? $" ({string.Join(", ", machine.Spec.Roles)})" : "";
        shell.Out.WriteLine($"machine {report.Namespace}/{report.Name}{roles} of cluster {report.Cluster}{(report.Machine is null ? " has no place" : "")}");
        foreach ((string name, string value) in Facts(report))
        {
            shell.Out.WriteLine($"  {name.PadRight(Indent)}{value}");
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

    private static IEnumerable<(string Name, string Value)> Facts(MachineReport report)
    {
        if (report.Machine is { } machine)
        {
            yield return ("host", machine.Spec.Host);
            yield return ("CPUs", $"{machine.Spec.Cpu.Pinned()}{(report.NumaNodes is { } nodes ? $" on NUMA node {nodes}" : "")}, {machine.Spec.Cpu.Pinning}, emulator on {machine.Spec.Cpu.EmulatorCpus}");
            yield return ("memory", $"{machine.Spec.Memory.Size}{(machine.Spec.Memory.Hugepages is { } pages ? $" in pages of {pages}" : "")}"
                + (machine.Spec.Memory.NumaNodes is { } bound ? $" on NUMA node {bound}" : ", bound to no NUMA node"));
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
