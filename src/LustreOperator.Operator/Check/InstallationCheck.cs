using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LustreOperator.Api;
using LustreOperator.Hosting;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>
/// The operator's <c>--check</c>: looks once at what is installed, under the operator's own rights, and changes nothing. <c>helm test</c> runs it.
/// </summary>
internal sealed partial class InstallationCheck(KubernetesClient client, OperatorOptions options, TimeProvider time)
{
    // The first with ValidatingAdmissionPolicy for good.
    private const int LeastMinor = 30;

    private static readonly ResourceKind<JsonObject> s_reviews = new(
        "authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", IsNamespaced: false, CheckJson.Default.JsonObject,
        _ => new ObjectIdentity("", "", "", ""));

    /// <summary>All of it, as lines.</summary>
    /// <returns><see cref="HostProcess.Success"/>, or <see cref="HostProcess.Failed"/> when anything is wrong.</returns>
    public async Task<int> RunAsync(TextWriter output, CancellationToken cancel)
    {
        bool isFine = true;
        await foreach (CheckResult result in ResultsAsync(cancel))
        {
            isFine &= result.Faults.Count == 0;
            foreach (string line in result.Lines)
            {
                await output.WriteLineAsync(line);
            }
        }

        return isFine ? HostProcess.Success : HostProcess.Failed;
    }

    private async IAsyncEnumerable<CheckResult> ResultsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        CheckResult server = await TryAsync("API server", ServerAsync, cancel);
        yield return server;
        if (server.Faults.Count > 0)
        {
            yield break;
        }

        yield return await TryAsync(DefinitionCheck.Subject, async _ => DefinitionCheck.Judge(await OpenApiAsync(cancel)), cancel);
        yield return await TryAsync("rights", RightsAsync, cancel);
        yield return await TryAsync("policies", PoliciesAsync, cancel);
        yield return await TryAsync(
            "leader", new LeaderCheck(client, new ObjectKey(options.Namespace, OperatorHost.LeaderLease), options.LeaseDuration, time).RunAsync, cancel);
    }

    // One that cannot be done says so and stops no other.
    private static async Task<CheckResult> TryAsync(string subject, Func<CancellationToken, Task<CheckResult>> check, CancellationToken cancel)
    {
        try
        {
            return await check(cancel);
        }
        catch (KubernetesException fault)
        {
            return CheckResult.Of(subject, "", fault.Message);
        }
    }

    private async Task<CheckResult> ServerAsync(CancellationToken cancel)
    {
        JsonNode version = await client.GetJsonAsync("version", cancel);

        // Some distributions say 34+.
        string minor = ((string?)version["minor"] ?? "").TrimEnd('+');
        bool isOld = (string?)version["major"] == "1" && int.TryParse(minor, CultureInfo.InvariantCulture, out int number) && number < LeastMinor;
        return CheckResult.Of(
            "API server",
            (string?)version["gitVersion"] ?? "of an unknown version",
            isOld ? [$"{version["gitVersion"]} is too old; 1.{LeastMinor} is the oldest that has what we need"] : []);
    }

    private Task<JsonNode?> OpenApiAsync(CancellationToken cancel) => FindAsync($"openapi/v3/apis/{ApiNames.ApiVersion}", cancel);

    private async Task<CheckResult> RightsAsync(CancellationToken cancel)
    {
        List<Right> denied = [];
        int asked = 0;
        foreach (Right right in OperatorRights.In(options.Namespace))
        {
            asked++;
            JsonObject answer = await client.CreateAsync(s_reviews, right.Review(), WriteOptions.Default, cancel);
            if ((bool?)answer["status"]?["allowed"] != true)
            {
                denied.Add(right);
            }
        }

        return OperatorRights.Judge(asked, denied);
    }

    private async Task<CheckResult> PoliciesAsync(CancellationToken cancel) => AgentPolicy.Judge(
        await FindAllAsync("validatingadmissionpolicies", cancel), await FindAllAsync("validatingadmissionpolicybindings", cancel));

    private async Task<Dictionary<string, JsonNode>> FindAllAsync(string plural, CancellationToken cancel)
    {
        Dictionary<string, JsonNode> found = [];
        foreach (string name in AgentPolicy.Policies.Keys)
        {
            if (await FindAsync($"apis/{AgentPolicy.Group}/v1/{plural}/{name}", cancel) is { } installed)
            {
                found.Add(name, installed);
            }
        }

        return found;
    }

    private async Task<JsonNode?> FindAsync(string path, CancellationToken cancel)
    {
        try
        {
            return await client.GetJsonAsync(path, cancel);
        }
        catch (KubernetesStatusException refusal) when (refusal.IsNotFound || refusal.IsKindUnknown)
        {
            return null;
        }
    }

    [JsonSerializable(typeof(JsonObject))]
    private sealed partial class CheckJson : JsonSerializerContext;
}
