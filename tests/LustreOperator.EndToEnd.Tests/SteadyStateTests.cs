using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>Nothing changed means nothing written: the API server counts.</summary>
[Category("e2e")]
internal sealed class SteadyStateTests
{
    [Test]
    public async Task Ten_resyncs_of_a_healthy_lab_write_nothing_but_leases_and_get_nothing()
    {
        await using LustreLab lab = await LustreLab.StartAsync(resyncSeconds: 1);
        string ns = await lab.NewNamespace();
        await lab.Kubectl(ns, "apply", "-f", RepositoryRoot.File("deploy", "examples", "small", "ha.yaml"));
        await lab.WaitReady(ns, "ha");

        // Events and the host's status settle after the last change.
        await LustreLab.Until(async () => { await lab.ResetRequests(); return await IsQuiet(lab, resyncs: 2); }, "the lab is quiet");
        await lab.ResetRequests();
        Assert.That(await IsQuiet(lab, resyncs: 10), Is.True, (await lab.Requests()).ToJsonString());
        await lab.Kubectl(ns, "delete", "lc", "ha");
    }

    // Lease renewals mark the time: three seconds of Lease give a renewal each half second.
    private static async Task<bool> IsQuiet(LustreLab lab, int resyncs)
    {
        await LustreLab.Until(async () => LeaseWrites(await lab.Requests()) >= resyncs * 4, "the agent and the operator renewed their Leases for so long");
        return Ours(await lab.Requests()).All(request =>
            (string?)request["verb"] is "watch" || (string?)request["resource"] == "leases");
    }

    private static int LeaseWrites(JsonArray requests) => Ours(requests)
        .Where(request => (string?)request["resource"] == "leases" && (string?)request["verb"] is "update" or "patch")
        .Sum(request => int.Parse(request["count"]!.ToString(), CultureInfo.InvariantCulture));

    private static IEnumerable<JsonNode> Ours(JsonArray requests) =>
        requests.OfType<JsonNode>().Where(request => ((string?)request["userAgent"])?.StartsWith("lustre-", StringComparison.Ordinal) == true);
}
