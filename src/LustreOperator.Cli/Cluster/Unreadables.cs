using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Cluster;

/// <summary>Says on standard error what of the objects shown could not be read: a picture would show defaults for it.</summary>
internal static class Unreadables
{
    public static void Tell(Shell shell, IEnumerable<KvmHost> hosts, IEnumerable<LustreCluster> clusters, IEnumerable<LustreMachine> machines)
    {
        foreach ((string kind, ObjectMeta meta, string? problem) in
            hosts.Select(host => (KvmHost.KindName, host.Metadata, host.Unreadable))
                .Concat(clusters.Select(cluster => (LustreCluster.KindName, cluster.Metadata, cluster.Unreadable)))
                .Concat(machines.Select(machine => (LustreMachine.KindName, machine.Metadata, machine.Unreadable)))
                .Where(found => found.Unreadable is not null))
        {
            shell.Error.WriteLine($"{kind} {(meta.Namespace is null ? "" : meta.Namespace + "/")}{meta.Name}: {problem}; what is shown of it is without that");
        }
    }
}
