using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;
using LustreOperator.Operator;
using LustreOperator.Planning;

namespace LustreOperator.Cli.Why;

/// <summary>A report on a cluster for people and for programs.</summary>
internal static class ClusterReportPrinter
{
    public static void Print(ClusterReport report, Shell shell)
    {
        LustreCluster cluster = report.Cluster;
        shell.Out.WriteLine($"cluster {cluster.Metadata.Namespace}/{cluster.Metadata.Name}: {Placed(report, report.Wanted)} machines placed");
        shell.Out.WriteLine();
        Groups(report).Print(shell);
        if (report.Partners.Count > 0)
        {
            shell.Out.WriteLine();
            Partners(report).Print(shell);
        }

        shell.Out.WriteLine();
        if (cluster.Status is null)
        {
            shell.Out.WriteLine("The operator has not taken it up yet; is it running?");
        }
        else
        {
            Conditions(cluster.Status.Conditions).Print(shell);
        }

        foreach (string fact in Waits(report))
        {
            shell.Out.WriteLine();
            shell.Out.WriteLine(fact);
        }

        if (report.Hosts.Count > 0)
        {
            HostRowTable.Of(report.Hosts, cluster.Metadata.Namespace ?? "").Print(shell);
        }
    }

    public static JsonObject ToJson(ClusterReport report) => new()
    {
        ["kind"] = "Cluster",
        ["namespace"] = report.Cluster.Metadata.Namespace,
        ["name"] = report.Cluster.Metadata.Name,
        ["groups"] = new JsonArray([.. Grouped(report).Select(group => new JsonObject
        {
            ["name"] = group.Key.Name,
            ["machines"] = new JsonArray([.. group.Select(wanted => new JsonObject { ["name"] = wanted.Name, ["host"] = report.HostOf(wanted.Name) })]),
        })]),
        ["partners"] = new JsonArray([.. report.Partners.Select(pair => new JsonObject
        {
            ["machines"] = new JsonArray(pair.Machine.Name, pair.Partner.Name),
            ["hosts"] = new JsonArray(report.HostOf(pair.Machine.Name), pair.Partner.Host),
        })]),
        ["conditions"] = new JsonArray([.. (report.Cluster.Status?.Conditions ?? []).Select(condition => new JsonObject
        {
            ["type"] = condition.Type,
            ["status"] = condition.Status.ToString(),
            ["reason"] = condition.Reason,
            ["message"] = condition.Message,
        })]),
        ["waits"] = new JsonArray([.. Waits(report).Select(fact => (JsonNode)fact)]),
        ["hosts"] = HostRowTable.ToJson(report.Hosts),
    };

    private static IEnumerable<string> Waits(ClusterReport report)
    {
        if (report.Faults.Count > 0)
        {
            yield return $"faults of the spec:\n{string.Join('\n', report.Faults.Select(fault => $"  {fault}"))}";
        }

        foreach ((string machine, string reason) in report.Outdated.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            yield return $"{machine} keeps its old resources: {reason}";
        }

        if (report.Unplaced is { } failure)
        {
            yield return $"{failure.MachineName} has no place, and a cluster is placed as a whole or not at all:\n{failure.Message}";
        }
    }

    private static TextTable Groups(ClusterReport report)
    {
        TextTable table = new("GROUP", "ROLES", "PLACED", "RUNNING", "HOSTS");
        foreach (IGrouping<MachineGroup, WantedMachine> machines in Grouped(report))
        {
            IEnumerable<string> hosts = machines.Select(wanted => report.HostOf(wanted.Name)).OfType<string>().CountBy(host => host)
                .OrderBy(host => host.Key, StringComparer.Ordinal).Select(host => host.Value == 1 ? host.Key : $"{host.Key} ({host.Value})");
            int running = machines.Count(wanted => report.Machines.TryGetValue(wanted.Name, out LustreMachine? machine) && MachineHealth.Runs(machine));
            table.Add(
                machines.Key.Name, string.Join(',', machines.Key.Roles), Placed(report, machines),
                $"{running}/{machines.Count(wanted => wanted.PowerState == PowerState.Running)}", string.Join(", ", hosts) is { Length: > 0 } text ? text : "-");
        }

        return table;
    }

    private static TextTable Partners(ClusterReport report)
    {
        TextTable table = new("PARTNERS", "HOSTS", "FAILOVER");
        foreach ((WantedMachine machine, Partner partner) in report.Partners)
        {
            string? host = report.HostOf(machine.Name);
            table.Add(
                $"{machine.Name}, {partner.Name}",
                $"{host ?? "-"}, {partner.Host ?? "-"}",
                host is null || partner.Host is null ? "not both are placed"
                    : host == partner.Host ? "both are lost with one host"
                    : "on different hosts");
        }

        return table;
    }

    private static TextTable Conditions(IReadOnlyList<Condition> conditions)
    {
        TextTable table = new("CONDITION", "STATUS", "REASON", "MESSAGE");
        foreach (Condition condition in conditions)
        {
            table.Add(condition.Type, condition.Status.ToString(), condition.Reason, condition.Message);
        }

        return table;
    }

    private static IEnumerable<IGrouping<MachineGroup, WantedMachine>> Grouped(ClusterReport report) => report.Wanted.GroupBy(wanted => wanted.Group);

    private static string Placed(ClusterReport report, IEnumerable<WantedMachine> machines)
    {
        WantedMachine[] all = [.. machines];
        return $"{all.Count(wanted => report.Machines.ContainsKey(wanted.Name))}/{all.Length}";
    }
}
