using System.CommandLine;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Completion;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Power;

/// <summary><c>kubectl lustre start|stop|restart</c>: machines, groups and clusters.</summary>
internal static class PowerCommand
{
    public static Command Create(PowerVerb verb, ClusterConnector connector, Shell shell)
    {
        Option<string?> inNamespace = NamespaceOption.Create(connector);
        Argument<string[]> names = new("MACHINE")
        {
            Description = "Names of machines, such as ha-oss-0 or lm/ha-oss-0, and of clusters as lc/ha.",
            HelpName = "MACHINE|lc/CLUSTER",
            Arity = ArgumentArity.ZeroOrMore,
        };
        NameCompletion completion = new(connector);
        completion.Machines(names, inNamespace);
        completion.Clusters(names, inNamespace, "lc/");
        Option<bool> all = new("--all") { Description = "All clusters of the namespace." };
        Option<string?> selector = new("--selector", "-l")
        {
            Description = $"The machines with these labels, such as {ApiNames.HostLabel}=kvm1.",
            HelpName = "SELECTOR",
        };
        Option<string[]> groups = new("--group") { Description = "Of lc/CLUSTER and --all these groups alone.", HelpName = "GROUP" };
        Option<string[]> roles = new("--role")
        {
            Description = "Of lc/CLUSTER and --all the groups with one of these roles alone.",
            HelpName = string.Join('|', Enum.GetNames<MachineRole>()),
        };
        roles.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<MachineRole>());
        Option<bool> wait = new("--wait") { Description = "Wait until the machines' agents say that it is done." };
        Option<string> timeout = TimeoutOption.Create("5m");
        Command command = new(NameOf(verb), Description(verb)) { names, all, selector, groups, roles, inNamespace, wait, timeout };
        command.AddCheck(
            result => ((result.GetValue(names) is { Length: > 0 } ? 1 : 0) + (result.GetValue(all) ? 1 : 0) + (result.GetValue(selector) is null ? 0 : 1)) != 1
            ? "give either machines (ha-oss-0) and clusters (lc/ha), or --selector, or --all"
            : null);
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            string chosen = NamespaceOption.Choose(parsed, inNamespace, access);
            ListOptions options = new() { Namespace = chosen };
            ResourceList<LustreMachine> machines = await access.Client.ListAsync(ApiResources.Machines, options, cancel);
            ResourceList<LustreCluster> clusters = await access.Client.ListAsync(ApiResources.Clusters, options, cancel);
            IReadOnlyList<string>? selected = parsed.GetValue(selector) is { } labels
                ? [
                    .. (
                        await access.Client.ListAsync(ApiResources.Machines, options with { LabelSelector = labels }, cancel)).Items.Select(
                            machine => machine.Metadata.Name)
                ]
                : null;
            PowerSelection selection = new(
                parsed.GetValue(names) ?? [], parsed.GetValue(all), selected, parsed.GetValue(groups) ?? [],
                [.. (parsed.GetValue(roles) ?? []).Select(role => Enum.Parse<MachineRole>(role, ignoreCase: true))]);
            IReadOnlyList<PowerRequest> requests = selection.Resolve(chosen, machines.Items, clusters.Items);
            PowerCheck.Run(verb, requests, machines.Items, parsed.GetValue(wait), shell);
            List<WantedMachine> wanted = [];
            foreach (PowerRequest request in requests)
            {
                LustreCluster written = await new PowerWriter(access.Client, shell.Time).WriteAsync(verb, request, machines.Items, shell.Out.WriteLine, cancel);
                wanted.AddRange(WantedMachine.Of(written).Where(machine => request.Has(machine) && PowerCheck.Follows(verb, machine)));
            }

            if (parsed.GetValue(wait))
            {
                (TimeSpan limit, string text) = TimeoutOption.Of(parsed, timeout);
                await new PowerWait(access.Client, shell, verb, chosen).RunAsync(wanted, limit, text, cancel);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string NameOf(PowerVerb verb) => verb switch
    {
        PowerVerb.Start => "start",
        PowerVerb.Stop => "stop",
        _ => "restart",
    };

    private static string Description(PowerVerb verb) => verb switch
    {
        PowerVerb.Start => "Start machines that were stopped, or that stopped by themselves.",
        PowerVerb.Stop => "Stop machines: their guests are asked to shut down. They keep their places.",
        _ => "Restart machines, whatever their update policy says.",
    };
}
