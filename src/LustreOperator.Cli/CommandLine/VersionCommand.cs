using System.CommandLine;
using System.Reflection;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.Output;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Cli.CommandLine;

/// <summary><c>kubectl lustre version</c>: which versions of this program, the operator and the agents there are.</summary>
internal static class VersionCommand
{
    private const string Unknown = "unknown";
    private const int NamedAtMost = 5;

    public static Command Create(ClusterConnector connector, Shell shell)
    {
        Option<bool> client = new("--client") { Description = "Only of this program; no cluster is asked." };
        Option<string> output = OutputFormat.Option();
        Command command = new("version", "Show the versions of this program, of the operator and of the agents.") { client, output };
        command.SetAction(async (parsed, cancel) =>
        {
            string format = parsed.GetRequiredValue(output);
            JsonObject versions = new() { ["client"] = Own() };
            if (format == OutputFormat.Table)
            {
                shell.Out.WriteLine($"client    {Own()}");
            }

            if (!parsed.GetValue(client))
            {
                using ClusterAccess access = connector.Connect(parsed);
                ResourceList<KvmHost> hosts = await access.Client.ListAsync(ApiResources.Hosts, new ListOptions(), cancel);
                string image = await OperatorAsync(access.Client, cancel);
                (string Version, string[] Hosts)[] agents = [.. Agents(hosts.Items)];
                versions["operator"] = image;
                versions["agents"] = new JsonArray([.. agents.Select(agent => new JsonObject
                {
                    ["version"] = agent.Version,
                    ["hosts"] = new JsonArray([.. agent.Hosts.Select(host => (JsonNode)host)]),
                })]);
                if (format == OutputFormat.Table)
                {
                    shell.Out.WriteLine($"operator  {image}");
                    shell.Out.WriteLine(
                        $"agents    {(agents.Length == 0 ? "none" : string.Join("; ", agents.Select(agent => $"{agent.Version} on {Names(agent.Hosts)}")))}");
                }
            }

            if (format != OutputFormat.Table)
            {
                shell.Out.Write(ObjectPrinter.PrintOne(versions, format));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string Own() =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? Unknown;

    private static IEnumerable<(string Version, string[] Hosts)> Agents(IEnumerable<KvmHost> hosts) =>
        from host in hosts.OrderBy(host => host.Metadata.Name, StringComparer.Ordinal)
        group host.Metadata.Name by host.Status?.AgentVersion ?? Unknown into version
        orderby version.Key
        select (version.Key, version.ToArray());

    private static string Names(string[] hosts) =>
        $"{string.Join(", ", hosts.Take(NamedAtMost))}{(hosts.Length > NamedAtMost ? $" and {hosts.Length - NamedAtMost} more" : "")}";

    // The image says it; a sandbox's operator has none, and whoever is no administrator may not look.
    private static async Task<string> OperatorAsync(KubernetesClient client, CancellationToken cancel)
    {
        string inNamespace = await Installation.NamespaceAsync(client, cancel);
        try
        {
            JsonNode deployments = await client.GetJsonAsync(
                $"apis/apps/v1/namespaces/{Uri.EscapeDataString(inNamespace)}/deployments?labelSelector=app.kubernetes.io%2Fname%3Dlustre-operator", cancel);
            string[] images =
            [
                .. (deployments["items"] as JsonArray ?? []).SelectMany(item => item?["spec"]?["template"]?["spec"]?["containers"] as JsonArray ?? [])
                    .Select(container => (string?)container?["image"]).OfType<string>().Distinct(),
            ];
            return images.Length == 0
                ? $"{Unknown}: no Deployment of it is in namespace {inNamespace}"
                : $"image {string.Join(", ", images)} in namespace {inNamespace}";
        }
        catch (KubernetesStatusException refusal) when (refusal.IsForbidden)
        {
            return $"{Unknown}: you may not look at Deployments in namespace {inNamespace}";
        }
        catch (KubernetesStatusException refusal) when (refusal.Code == 404)
        {
            return $"{Unknown}: this API server has no Deployments";
        }
    }
}
