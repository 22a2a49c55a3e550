using System.Text.Json.Nodes;
using LustreOperator.Cli.Output;
using LustreOperator.Placement;
using LustreOperator.Planning;

namespace LustreOperator.Cli.Why;

/// <summary>Hosts and what speaks for or against them, as rows and for programs.</summary>
internal static class HostRowTable
{
    private const int NamedAtMost = 4;

    /// <summary>The column of holders is there when somebody holds something.</summary>
    /// <param name="rows">The hosts.</param>
    /// <param name="inNamespace">Machines of other namespaces are named with theirs.</param>
    public static TextTable Of(IReadOnlyList<HostRow> rows, string inNamespace)
    {
        bool isHeld = rows.Any(row => row.Holders.Count > 0);
        TextTable table = isHeld ? new("HOST", "VERDICT", "WHY", "HELD BY") : new("HOST", "VERDICT", "WHY");
        foreach (HostRow row in rows)
        {
            string[] cells = [row.Host, row.Verdict, row.Why];
            table.Add(isHeld ? [.. cells, Holders(row.Holders, inNamespace)] : cells);
        }

        return table;
    }

    public static JsonArray ToJson(IReadOnlyList<HostRow> rows) => [.. rows.Select(row => (JsonNode)new JsonObject
    {
        ["host"] = row.Host,
        ["verdict"] = row.Verdict,
        ["why"] = row.Why,
        ["heldBy"] = new JsonArray([.. row.Holders.Select(holder => new JsonObject
        {
            ["namespace"] = holder.Namespace,
            ["machine"] = holder.Machine,
            ["cluster"] = holder.Cluster,
            ["resources"] = holder.Resources,
        })]),
    })];

    private static string Holders(IReadOnlyList<ResourceHolder> holders, string inNamespace) => string.Join(
        "; ",
        holders.Take(NamedAtMost).Select(holder => $"{(holder.Namespace == inNamespace ? "" : holder.Namespace + "/")}{holder.Machine}: {holder.Resources}")
            .Concat(holders.Count > NamedAtMost ? [$"and {holders.Count - NamedAtMost} more machines"] : []));
}
