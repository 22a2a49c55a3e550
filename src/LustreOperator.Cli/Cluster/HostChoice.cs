using System.CommandLine;
using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Completion;

namespace LustreOperator.Cli.Cluster;

/// <summary>The hosts that a user names.</summary>
internal static class HostChoice
{
    public const string HowToMake = "kubectl lustre host add NAME makes one";

    /// <summary>Names of KvmHosts, or none.</summary>
    public static Argument<string[]> Names(ClusterConnector connector)
    {
        Argument<string[]> names = new("HOST")
        {
            Description = "Names of the KvmHosts. Default: all.",
            HelpName = "HOST",
            Arity = ArgumentArity.ZeroOrMore,
        };
        new NameCompletion(connector).Hosts(names);
        return names;
    }

    public static Option<string?> Selector() => new("--selector", "-l")
    {
        Description = "Of the hosts those with these labels, such as lab=tokyo.",
        HelpName = "SELECTOR",
    };

    /// <summary>The hosts of these names; all when there are none.</summary>
    /// <exception cref="CommandException">There is no such host.</exception>
    public static KvmHost[] Choose(IReadOnlyList<KvmHost> hosts, IReadOnlyList<string> given)
    {
        string[] names = [.. given.Select(name => ResourceName.Parse(name, KvmHost.KindName).Name).Distinct()];
        string[] known = [.. hosts.Select(host => host.Metadata.Name)];
        string[] faults =
        [
            .. from name in names
               where !known.Contains(name, StringComparer.Ordinal)
               select $"there is no host {name}; {NearNames.Advice(name, known, $"there are no hosts at all; {HowToMake}")}",
        ];
        return faults.Length > 0
            ? throw new CommandException(string.Join("; ", faults))
            : [.. hosts.Where(host => names.Length == 0 || names.Contains(host.Metadata.Name, StringComparer.Ordinal))];
    }
}
