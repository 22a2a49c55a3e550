using System.CommandLine;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Completion;
using LustreOperator.Cli.Output;
using LustreOperator.Cli.Pictures;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using LustreOperator.Views.Inventory;

namespace LustreOperator.Cli.Hosts;

/// <summary><c>kubectl lustre host</c>: the KVM hosts and the identities of their agents.</summary>
internal static class HostCommand
{
    public static Command Create(ClusterConnector connector, Shell shell) => new("host", "KVM hosts and the identities of their agents.")
    {
        Add(connector, shell),
        Token(connector, shell),
        Remove(connector, shell),
        List(connector, shell),
    };

    private static Command Add(ClusterConnector connector, Shell shell)
    {
        Argument<string> name = HostOptions.Name();
        Option<string?> inNamespace = HostOptions.Namespace(connector);
        Option<string?> output = new("--output") { Description = "Where to write the agent's kubeconfig. Default: NAME.kubeconfig.", HelpName = "FILE" };
        Option<TimeSpan?> duration = HostOptions.TokenDuration();
        Option<Uri?> server = HostOptions.Server();
        Command command = new(
            "add",
            "Make a host: its KvmHost, its agent's identity and kubeconfig. Run again it renews the token alone. The KvmHost's spec is yours: spec.devices "
            + "says the fabric of each HCA and how many SR-IOV virtualFunctions are made of it; spec.groupSiblings: Refuse keeps HCAs back whose IOMMU group "
            + "has others in it, which are parked by default.")
        {
            name, inNamespace, output, duration, server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess cluster = connector.Connect(parsed);
            HostIdentity identity = await new Identities(cluster.Client).NewAsync(parsed.GetRequiredValue(name), parsed.GetValue(inNamespace), cancel);
            AgentFile file = new(identity, shell, shell.PathOf(parsed.GetValue(output) ?? $"{identity.Host}.kubeconfig"), parsed.GetValue(server));
            file.Check();
            HostAdder adder = new(cluster.Client, shell.Out);
            await adder.CheckAsync(identity, cancel);
            await adder.AddAsync(identity, cancel);
            TimeSpan asked = parsed.GetValue(duration) ?? HostOptions.DefaultTokenDuration;
            file.Write(cluster, await new TokenIssuer(cluster.Client).IssueAsync(identity, asked, cancel), asked);
            shell.Out.WriteLine(
                $"Copy it to {identity.Host} as /etc/lustre-agent/kubeconfig; deploy/README.md, \"Each KVM host\", says how to start the agent.");
            shell.Out.WriteLine(
                $"Then say what its HCAs are cabled to, and how many virtual functions you want of them: kubectl edit kvmhost {identity.Host}, "
                + $"spec.devices: [{{address, fabric, virtualFunctions}}]. kubectl lustre hosts {identity.Host} shows what it has.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Token(ClusterConnector connector, Shell shell)
    {
        Argument<string> name = HostOptions.Name();
        new NameCompletion(connector).Hosts(name);
        Option<string?> inNamespace = HostOptions.Namespace(connector);
        Option<string?> output = new("--output") { Description = "Write a whole kubeconfig there, instead of printing the token.", HelpName = "FILE" };
        Option<TimeSpan?> duration = HostOptions.TokenDuration();
        Option<Uri?> server = HostOptions.Server();
        Command command =
            new("token", "Make a new token for a host's agent; earlier ones hold until they expire.") { name, inNamespace, output, duration, server };
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess cluster = connector.Connect(parsed);
            HostIdentity identity = await new Identities(cluster.Client).FindAsync(parsed.GetRequiredValue(name), parsed.GetValue(inNamespace), cancel);
            AgentFile? file = parsed.GetValue(output) is { } path
                ? new AgentFile(identity, shell, shell.PathOf(path), parsed.GetValue(server))
                : null;
            file?.Check();
            TimeSpan asked = parsed.GetValue(duration) ?? HostOptions.DefaultTokenDuration;
            AgentToken token = await new TokenIssuer(cluster.Client).IssueAsync(identity, asked, cancel);
            if (file is not null)
            {
                file.Write(cluster, token, asked);
                return ExitCode.Done;
            }

            shell.Out.WriteLine(token.Text);
            shell.Error.WriteLine($"expires {token.ExpiryText}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Remove(ClusterConnector connector, Shell shell)
    {
        Argument<string> name = HostOptions.Name();
        new NameCompletion(connector).Hosts(name);
        Option<string?> inNamespace = HostOptions.Namespace(connector);
        Option<bool> force = new("--force") { Description = "Also when machines are on it: nobody serves them then." };
        Command command = new("remove", "Remove a host and its agent's identity, unless machines are on it.") { name, inNamespace, force };
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess cluster = connector.Connect(parsed);
            HostIdentity identity = await new Identities(cluster.Client).FindAsync(parsed.GetRequiredValue(name), parsed.GetValue(inNamespace), cancel);
            await new HostRemover(cluster.Client, shell.Out).RemoveAsync(identity, parsed.GetValue(force), cancel);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List(ClusterConnector connector, Shell shell)
    {
        Option<string> output = OutputFormat.Option();
        Command command = new("list", "Show the KVM hosts as kubectl lustre hosts does; -o json and yaml print the KvmHosts themselves.") { output };
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess cluster = connector.Connect(parsed);
            string format = parsed.GetRequiredValue(output);
            if (format != OutputFormat.Table)
            {
                shell.Out.Write(ObjectPrinter.Print((await cluster.Client.ListAsync(Kinds.KvmHosts, new ListOptions(), cancel)).Items, format));
                return ExitCode.Done;
            }

            // The counts are the agents' own: no machine is looked at.
            ResourceList<KvmHost> hosts = await cluster.Client.ListAsync(ApiResources.Hosts, new ListOptions(), cancel);
            InventoryState state = new([.. hosts.Items.OrderBy(host => host.Metadata.Name, StringComparer.Ordinal)], [], OnlyNamespace: null);
            HostsCommand.Print(InventoryReader.Read(state, []), OutputFormat.Table, hasDevices: false, shell);
            return ExitCode.Done;
        });
        return command;
    }
}
