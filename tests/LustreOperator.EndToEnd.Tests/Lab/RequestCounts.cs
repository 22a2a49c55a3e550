using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>
/// What an API server has counted of the requests of our programs: the local control plane of each, by user agent; a real one of those to our kinds
/// and to Leases, whoever sent them (<c>apiserver_request_total</c>).
/// </summary>
internal sealed partial class RequestCounts(Func<string?, string[], Task<CommandResult>> kubectl)
{
    private static readonly Dictionary<string, string> s_verbs = new()
    {
        ["POST"] = "create",
        ["PUT"] = "update",
        ["PATCH"] = "patch",
        ["APPLY"] = "patch",
        ["DELETE"] = "delete",
        ["GET"] = "get",
        ["LIST"] = "list",
        ["WATCH"] = "watch",
    };

    private Dictionary<(string Verb, string Resource), long> _before = [];

    /// <summary>Since the last reset: verb, resource, count and user agent of each kind of request.</summary>
    public async Task<JsonArray> ReadAsync()
    {
        if (TestCluster.RealCluster is null)
        {
            return JsonNode.Parse((await kubectl(null, ["get", "--raw", "/sandbox/requests"])).Succeeded())!.AsArray();
        }

        return
        [
            .. (await MetricsAsync()).Select(now => (now.Key, Count: now.Value - _before.GetValueOrDefault(now.Key))).Where(now => now.Count > 0).Select(now => new JsonObject
            {
                ["userAgent"] = "lustre-", ["verb"] = now.Key.Verb, ["resource"] = now.Key.Resource, ["count"] = now.Count,
            }),
        ];
    }

    public async Task ResetAsync()
    {
        if (TestCluster.RealCluster is null)
        {
            (await kubectl("{}", ["create", "--raw", "/sandbox/requests/reset", "-f", "-"])).Succeeded();
        }
        else
        {
            _before = await MetricsAsync();
        }
    }

    private async Task<Dictionary<(string Verb, string Resource), long>> MetricsAsync()
    {
        Dictionary<(string Verb, string Resource), long> counts = [];
        foreach (Match line in Line().Matches((await kubectl(null, ["get", "--raw", "/metrics"])).Succeeded()))
        {
            if (s_verbs.GetValueOrDefault(line.Groups["verb"].Value) is { } verb)
            {
                (string, string) key = (verb, line.Groups["resource"].Value);
                counts[key] = counts.GetValueOrDefault(key) + (long)double.Parse(line.Groups["count"].Value, CultureInfo.InvariantCulture);
            }
        }

        return counts;
    }

    [GeneratedRegex(
        """^apiserver_request_total\{[^}]*group="(lustre-operator\.dev|coordination\.k8s\.io)",resource="(?<resource>[a-z]+)"[^}]*system_client=""[^}]*verb="(?<verb>[A-Z]+)"[^}]*\} (?<count>\S+)$""",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        10_000)]
    private static partial Regex Line();
}
