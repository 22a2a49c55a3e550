using System.CommandLine;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Maintenance;

/// <summary><c>kubectl lustre cordon|uncordon</c>: whether new machines are placed on hosts.</summary>
internal static class CordonCommand
{
    public static Command Create(bool isCordon, ClusterConnector connector, Shell shell)
    {
        Argument<string[]> names = HostChoice.Names(connector);
        names.Description = "Names of the KvmHosts.";
        Option<string?> selector = HostChoice.Selector();
        Command command = isCordon
            ? new("cordon", "Place no new machine on hosts; those that are there stay.") { names, selector }
            : new("uncordon", "Place machines on hosts again.") { names, selector };
        command.AddCheck(
            result => result.GetValue(names) is { Length: > 0 } == result.GetValue(selector) is not null ? "give either HOSTs or --selector" : null);
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            ResourceList<KvmHost> hosts =
                await access.Client.ListAsync(ApiResources.Hosts, new ListOptions { LabelSelector = parsed.GetValue(selector) }, cancel);
            KvmHost[] chosen = HostChoice.Choose([.. hosts.Items.OrderBy(host => host.Metadata.Name, StringComparer.Ordinal)], parsed.GetValue(names) ?? []);
            if (chosen.Length == 0)
            {
                throw new CommandException($"no host has the labels {parsed.GetValue(selector)}");
            }

            foreach (KvmHost host in chosen)
            {
                shell.Out.WriteLine(await HostWriter.CordonAsync(access.Client, host, isCordon, cancel));
                if (!isCordon && host.Spec.Fenced)
                {
                    shell.Error.WriteLine($"{host.Metadata.Name} is fenced, so nothing is placed there yet; kubectl lustre unfence {host.Metadata.Name}");
                }
            }

            return ExitCode.Done;
        });
        return command;
    }
}
