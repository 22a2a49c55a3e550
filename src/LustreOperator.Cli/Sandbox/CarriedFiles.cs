using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Yaml;

namespace LustreOperator.Cli.Sandbox;

/// <summary>The files of crds/ and deploy/ that this program carries, so that it installs what it was built with.</summary>
internal static class CarriedFiles
{
    /// <summary>All that a cluster needs but the operator's Deployment, in the order in which it is made.</summary>
    public static readonly string[] Installed =
    [
        "kvmhosts.yaml", "lustreclusters.yaml", "lustremachines.yaml", "namespace.yaml", "rbac-operator.yaml", "rbac-agent.yaml", "rbac-users.yaml", Policies,
    ];

    /// <summary>What holds agents to their own hosts.</summary>
    public const string Policies = "agent-policy.yaml";

    /// <summary>What the admin of the sandbox's lab says of its hosts.</summary>
    public const string Hosts = "hosts.yaml";

    public static IReadOnlyList<JsonObject> Read(string name)
    {
        using Stream resource = typeof(CarriedFiles).Assembly.GetManifestResourceStream("carried/" + name)!;
        using StreamReader text = new(resource);
        return Parse(text.ReadToEnd(), name);
    }

    /// <summary>The objects in a YAML text.</summary>
    /// <param name="text">One or more documents.</param>
    /// <param name="source">Where it is from, for messages.</param>
    public static IReadOnlyList<JsonObject> Parse(string text, string source)
    {
        try
        {
            return [.. YamlReader.ParseAll(text).OfType<JsonNode>().Select(document => document as JsonObject
                ?? throw new CommandException($"{source}: a document is no object; give manifests of kind {KvmHost.KindName}"))];
        }
        catch (YamlFormatException fault)
        {
            throw new CommandException($"{source}: {fault.Message}", fault);
        }
    }
}
