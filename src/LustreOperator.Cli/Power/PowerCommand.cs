using System.CommandLine;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Completion;
using LustreOperator.Cli.Hosts;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Power;

/// <summary><c>kubectl lustre start|stop|restart</c>: single machines, by the overrides of their clusters.</summary>
internal static class PowerCommand
{
    private const string DefaultTimeout = "5m";

    public static Command Create(PowerVerb verb, ClusterConnector connector, Shell shell)
    {
        Option<string?> inNamespace = NamespaceOption.Create();
        Argument<string[]> machines = new("MACHINE")
        {
            Description = "Names of the machines, such as ha-oss-0.",
            HelpName = "MACHINE",
            Arity = ArgumentArity.OneOrMore,
        };
        new NameCompletion(connector).Machines(machines, inNamespace);
        Option<bool> wait = new("--wait") { Description = "Wait until the machines' agents say that it is done." };
        Option<string> timeout = Timeout();
        Command command = new(NameOf(verb), Description(verb)) { machines, inNamespace, wait, timeout };
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            string chosen = NamespaceOption.Choose(parsed, inNamespace, access);
            IReadOnlyList<PowerTarget> targets = await FindAsync(access.Client, parsed.GetRequiredValue(machines), chosen, cancel);
            Check(verb, targets, parsed.GetValue(wait), shell);
            List<WantedMachine> wanted = [];
            foreach (IGrouping<string, PowerTarget> cluster in targets.GroupBy(target => target.Cluster.Metadata.Name))
            {
                LustreCluster written = await new PowerWriter(access.Client, shell.Time).WriteAsync(verb, [.. cluster], shell.Out.WriteLine, cancel);
                wanted.AddRange(WantedMachine.Of(written).Where(machine => cluster.Any(target => target.Name == machine.Name)));
            }

            if (parsed.GetValue(wait))
            {
                string limit = parsed.GetRequiredValue(timeout);
                await new PowerWait(access.Client, shell, verb, chosen).RunAsync(wanted, GoDuration.Parse(limit)!.Value, limit, cancel);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<PowerTarget>> FindAsync(KubernetesClient client, string[] names, string inNamespace, CancellationToken cancel)
    {
        ListOptions options = new() { Namespace = inNamespace };
        ResourceList<LustreMachine> machines = await client.ListAsync(ApiResources.Machines, options, cancel);
        ResourceList<LustreCluster> clusters = await client.ListAsync(ApiResources.Clusters, options, cancel);
        return [.. names.Distinct().Select(name => PowerTarget.Find(name, inNamespace, machines.Items, clusters.Items))];
    }

    // All or none: what one machine cannot do is found before anything is written. A paused cluster's machines are left alone: the request
    // stands until it goes on.
    private static void Check(PowerVerb verb, IReadOnlyList<PowerTarget> targets, bool wait, Shell shell)
    {
        foreach (PowerTarget target in targets)
        {
            PowerChange.Apply(verb, target.WantedBy(target.Cluster), target.Machine, new OverrideList(null), shell.Time.GetUtcNow());
        }

        foreach (LustreCluster paused in targets.Select(target => target.Cluster).Where(cluster => cluster.Spec.Paused).DistinctBy(cluster => cluster.Metadata.Name))
        {
            string fact = $"cluster {paused.Metadata.Name} is paused, so nothing happens until its spec.paused is false";
            if (wait)
            {
                throw new CommandException($"{fact}; leave --wait out, or set it first");
            }

            shell.Error.WriteLine(fact);
        }
    }

    private static Option<string> Timeout()
    {
        Option<string> timeout = new("--timeout")
        {
            Description = "How long --wait waits, such as 90s or 1h.",
            HelpName = "DURATION",
            DefaultValueFactory = _ => DefaultTimeout,
        };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && GoDuration.Parse(result.Tokens[0].Value) is null)
            {
                result.AddError($"--timeout: '{result.Tokens[0].Value}' is no duration; give one such as 90s or 1h");
            }
        });
        return timeout;
    }

    private static string NameOf(PowerVerb verb) => verb switch
    {
        PowerVerb.Start => "start",
        PowerVerb.Stop => "stop",
        _ => "restart",
    };

    private static string Description(PowerVerb verb) => verb switch
    {
        PowerVerb.Start => "Start machines that were stopped.",
        PowerVerb.Stop => "Stop machines: their guests are asked to shut down. They keep their places.",
        _ => "Restart machines, whatever their update policy says.",
    };
}
