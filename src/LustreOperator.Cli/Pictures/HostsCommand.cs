using System.CommandLine;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Completion;
using LustreOperator.Cli.Output;
using LustreOperator.Views.Inventory;

namespace LustreOperator.Cli.Pictures;

/// <summary><c>kubectl lustre hosts</c>: what the hosts have, and who holds it.</summary>
internal static class HostsCommand
{
    private const string Text = "text";
    private const string Svg = "svg";
    private const string HowToMake = "kubectl lustre host add NAME makes one";

    public static Command Create(ClusterConnector connector, Shell shell)
    {
        Argument<string[]> names = new("HOST")
        {
            Description = "Names of the KvmHosts. Default: all.",
            HelpName = "HOST",
            Arity = ArgumentArity.ZeroOrMore,
        };
        new NameCompletion(connector).Hosts(names);
        Option<bool> devices = new("--devices")
        {
            Description = "In the table also each host's HCAs and NICs: driver, link, RDMA ports, SR-IOV, owner. Default: when one host is named.",
            HelpName = "true|false",
        };
        Option<string?> inNamespace = NamespaceOption.Create();
        inNamespace.Description = "Whose machines to show when you may not list those of all namespaces. Default: that of the kubeconfig's context.";
        Option<string> output = new("--output", "-o")
        {
            Description = $"{OutputFormat.Table}: a line for each host. {Text}, {Svg}: a map of each host's sockets, NUMA nodes, CPUs and HCAs with who has them.",
            HelpName = $"{OutputFormat.Table}|{Text}|{Svg}|{OutputFormat.Json}|{OutputFormat.Yaml}",
            DefaultValueFactory = _ => OutputFormat.Table,
        };
        output.AcceptOnlyFromAmong(OutputFormat.Table, Text, Svg, OutputFormat.Json, OutputFormat.Yaml);
        Command command = new("hosts", "Show the KVM hosts: their CPUs, memory and HCAs, and who has them.") { names, devices, inNamespace, output };
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            InventoryState state = await ClusterReader.InventoryAsync(access.Client, NamespaceOption.Choose(parsed, inNamespace, access), cancel);
            Unreadables.Tell(shell, state.Hosts, [], state.Machines);
            string[] chosen = parsed.GetValue(names) ?? [];
            Choose(state, chosen);
            bool hasDevices = parsed.GetResult(devices) is { Implicit: false } ? parsed.GetValue(devices) : chosen.Length == 1;
            Print(InventoryReader.Read(state, chosen), parsed.GetRequiredValue(output), hasDevices, shell);
            return ExitCode.Done;
        });
        return command;
    }

    internal static void Print(InventoryModel model, string format, bool hasDevices, Shell shell)
    {
        switch (format)
        {
            case Svg when model.Hosts.Count == 0:
                throw new CommandException($"there are no hosts to draw; {HowToMake}");
            case OutputFormat.Table or Text when model.Hosts.Count == 0:
                shell.Error.WriteLine($"No hosts; {HowToMake}.");
                break;
            case OutputFormat.Table:
                if (hasDevices && model.Unseen is { } unseen)
                {
                    shell.Error.WriteLine($"note: {unseen}");
                }

                TerminalPrinter.Print(shell, width => InventoryTable.Draw(model, hasDevices, shell.Time.GetUtcNow(), width));
                break;
            case Text:
                TerminalPrinter.Picture(shell, width => InventoryText.Draw(model, width));
                break;
            case Svg:
                shell.Out.Write(InventorySvg.Draw(model));
                break;
            default:
                shell.Out.Write(ModelText.Of(model, InventoryJson.Default.InventoryModel, format));
                break;
        }
    }

    /// <summary>The hosts of these names; all when there are none.</summary>
    /// <exception cref="CommandException">There is no such host.</exception>
    internal static KvmHost[] Choose(InventoryState state, IReadOnlyList<string> names)
    {
        string[] known = [.. state.Hosts.Select(host => host.Metadata.Name)];
        string[] faults =
        [
            .. from name in names.Distinct()
               where !known.Contains(name, StringComparer.Ordinal)
               select $"there is no host {name}; {NearNames.Advice(name, known, $"there are no hosts at all; {HowToMake}")}",
        ];
        if (faults.Length > 0)
        {
            throw new CommandException(string.Join("; ", faults));
        }

        return [.. state.Hosts.Where(host => names.Count == 0 || names.Contains(host.Metadata.Name, StringComparer.Ordinal))];
    }
}
