using System.CommandLine;

namespace LustreOperator.Cli.Cluster;

/// <summary>The namespace of clusters and machines, chosen as kubectl chooses it.</summary>
internal static class NamespaceOption
{
    public static Option<string?> Create() => new("--namespace", "-n")
    {
        Description = "Namespace. Default: that of the kubeconfig's context.",
        HelpName = "NAME",
    };

    /// <summary>The namespace that the user named, or the context's.</summary>
    public static string Choose(ParseResult parsed, Option<string?> option, ClusterAccess access) =>
        parsed.GetValue(option) ?? access.Connection.Namespace;
}
