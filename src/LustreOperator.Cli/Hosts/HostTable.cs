using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Cli.Output;
using LustreOperator.Views;

namespace LustreOperator.Cli.Hosts;

/// <summary>KvmHosts as rows: the columns of <c>kubectl get kh</c>, and why a host is not Ready.</summary>
internal static class HostTable
{
    private const string None = "-";

    public static TextTable Of(IEnumerable<JsonObject> hosts, DateTimeOffset now)
    {
        TextTable table = new("NAME", "READY", "SCHEDULABLE", "CPUS", "HCAS", "NUMA", "AGE", "REASON");
        foreach (JsonObject host in hosts.OrderBy(host => (string?)host["metadata"]?["name"], StringComparer.Ordinal))
        {
            JsonNode? status = host["status"];
            JsonNode? ready = (status?["conditions"] as JsonArray)?.FirstOrDefault(condition => (string?)condition?["type"] == "Ready");
            table.Add(
                Text(host["metadata"]?["name"]),
                ready is null ? "Unknown" : Text(ready["status"]),
                host["spec"]?["unschedulable"]?.GetValue<bool>() == true ? "no" : "yes",
                Text(status?["cpus"]),
                Text(status?["hcas"]),
                Text(status?["numaNodes"]),
                AgeOf(host, now),
                ready is null ? "NeverReported" : Text(ready["reason"]));
        }

        return table;
    }

    private static string Text(JsonNode? value) => value?.ToString() is { Length: > 0 } text ? text : None;

    private static string AgeOf(JsonObject host, DateTimeOffset now) =>
        DateTimeOffset.TryParse(
            (string?)host["metadata"]?["creationTimestamp"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset made)
            ? Age.Of(now - made)
            : None;
}
