using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.Kubernetes;
using LustreOperator.Yaml;

namespace LustreOperator.Cli.Hosts;

/// <summary>The kubeconfig of a service account: the server that we talk to, known by what we know it by, and the account's token.</summary>
internal static class AgentKubeconfig
{
    private const string ClusterName = "kubernetes";

    public static string Of(HostIdentity identity, Uri server, ServerTrust trust, AgentToken token) =>
        Of(new ObjectKey(identity.Namespace, identity.Agent), server, trust, token);

    public static string Of(ObjectKey account, Uri server, ServerTrust trust, AgentToken token)
    {
        JsonObject cluster = new() { ["server"] = server.AbsoluteUri.TrimEnd('/') };
        if (trust.AuthoritiesPem is { } authorities)
        {
            cluster["certificate-authority-data"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(authorities));
        }

        if (trust.ServerName is { } serverName)
        {
            cluster["tls-server-name"] = serverName;
        }

        if (trust.SkipVerification)
        {
            cluster["insecure-skip-tls-verify"] = true;
        }

        return YamlText.Of(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["current-context"] = account.Name,
            ["clusters"] = Named(ClusterName, "cluster", cluster),
            ["contexts"] = Named(account.Name, "context", new JsonObject
            {
                ["cluster"] = ClusterName,
                ["namespace"] = account.Namespace,
                ["user"] = account.Name,
            }),
            ["users"] = Named(account.Name, "user", new JsonObject { ["token"] = token.Text }),
        });
    }

    /// <summary>Whether a file's text is this agent's kubeconfig, which may be replaced.</summary>
    public static bool IsOf(HostIdentity identity, string text) =>
        text.Split('\n').Contains($"current-context: {identity.Agent}", StringComparer.Ordinal);

    private static JsonArray Named(string name, string field, JsonObject value) =>
        new(new JsonObject { ["name"] = name, [field] = value });
}
