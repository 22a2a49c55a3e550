using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Hosts;

/// <summary>Gets tokens for agents by TokenRequest, which, unlike a Secret, a bare API server answers by itself.</summary>
internal sealed class TokenIssuer(KubernetesClient client)
{
    public async Task<AgentToken> IssueAsync(HostIdentity identity, TimeSpan duration, CancellationToken cancel)
    {
        try
        {
            return await IssueAsync(new ObjectKey(identity.Namespace, identity.Agent), duration, cancel);
        }
        catch (KubernetesStatusException refusal) when (refusal.IsNotFound)
        {
            throw new CommandException(
                $"there is no service account {identity.Agent} in namespace {identity.Namespace}; kubectl lustre host add {identity.Host} makes it",
                refusal);
        }
    }

    /// <summary>A token of any service account.</summary>
    public async Task<AgentToken> IssueAsync(ObjectKey account, TimeSpan duration, CancellationToken cancel)
    {
        JsonObject request = new()
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenRequest",
            ["spec"] = new JsonObject { ["expirationSeconds"] = (long)duration.TotalSeconds },
        };
        JsonObject answer = await client.CreateAsync(TokensOf(account), request, new WriteOptions { FieldManager = ClusterAccess.FieldManager }, cancel);
        return Read(answer) ?? throw new CommandException($"the API server gave no token for {account.Name}");
    }

    // The token subresource of one service account, which is created into like a collection.
    private static ResourceKind<JsonObject> TokensOf(ObjectKey account) =>
        Kinds.ServiceAccounts with
        {
            Plural = $"{Kinds.ServiceAccounts.Plural}/{account.Name}/token",
            Identify = _ => new ObjectIdentity(account.Namespace, account.Name, "", ""),
        };

    private static AgentToken? Read(JsonObject answer) =>
        (string?)answer["status"]?["token"] is { Length: > 0 } token
        && DateTimeOffset.TryParse(
            (string?)answer["status"]?["expirationTimestamp"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset expires)
            ? new AgentToken(token, expires)
            : null;
}
