using System.CommandLine;
using LustreOperator.Cli.Completion;

namespace LustreOperator.Cli.Cluster;

/// <summary>The namespace of clusters and machines, chosen as kubectl chooses it.</summary>
internal static class NamespaceOption
{
    public static Option<string?> Create(ClusterConnector connector)
    {
        Option<string?> option = new("--namespace", "-n")
        {
            Description = "Namespace. Default: that of the kubeconfig's context.",
            HelpName = "NAME",
        };
        new NameCompletion(connector).Namespaces(option);
        return option;
    }

    /// <summary>The namespace that the user named, or the context's.</summary>
    public static string Choose(ParseResult parsed, Option<string?> option, ClusterAccess access) =>
        parsed.GetValue(option) ?? access.Connection.Namespace;
}
