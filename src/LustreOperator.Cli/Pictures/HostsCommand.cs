using System.CommandLine;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;
using LustreOperator.Views.Inventory;

namespace LustreOperator.Cli.Pictures;

/// <summary><c>kubectl lustre hosts</c>: what the hosts have, and who holds it.</summary>
internal static class HostsCommand
{
    private const string Text = "text";
    private const string Svg = "svg";

    public static Command Create(ClusterConnector connector, Shell shell)
    {
        Argument<string[]> names = HostChoice.Names(connector);
        Option<string?> selector = HostChoice.Selector();
        Option<bool> devices = new("--devices")
        {
            Description = "In the table also each host's HCAs and NICs: driver, link, RDMA ports, SR-IOV, owner. Default: when one host is named.",
            HelpName = "true|false",
        };
        Option<string?> inNamespace = NamespaceOption.Create(connector);
        inNamespace.Description = "Whose machines to show when you may not list those of all namespaces. Default: that of the kubeconfig's context.";
        Option<string> output = new("--output", "-o")
        {
            Description =
                $"{OutputFormat.Table}: a line for each host. {Text}, {Svg}: a map of each host's sockets, NUMA nodes, CPUs and HCAs with who has them.",
            HelpName = $"{OutputFormat.Table}|{Text}|{Svg}|{OutputFormat.Json}|{OutputFormat.Yaml}",
            DefaultValueFactory = _ => OutputFormat.Table,
        };
        Option<bool> watch = new("--watch", "-w") { Description = "Go on after the table with a line for each host that changes, until Ctrl-C." };
        output.AcceptOnlyFromAmong(OutputFormat.Table, Text, Svg, OutputFormat.Json, OutputFormat.Yaml);
        Command command =
            new("hosts", "Show the KVM hosts: their CPUs, memory and HCAs, and who has them.") { names, selector, devices, inNamespace, output, watch };
        command.AddCheck(
            result =>
                result.GetValue(watch)
                    && (
                        result.GetValue(output) is not (null or OutputFormat.Table) || (result.GetResult(devices) is { Implicit: false } && result.GetValue(devices)))
            ? "--watch goes with the table of hosts alone"
            : null);
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            string[] given = parsed.GetValue(names) ?? [];
            if (parsed.GetValue(watch))
            {
                await HostsWatch.RunAsync(access.Client, shell, parsed.GetValue(selector), given, cancel);
            }

            InventoryState state =
                await ClusterReader.InventoryAsync(access.Client, NamespaceOption.Choose(parsed, inNamespace, access), parsed.GetValue(selector), cancel);
            Unreadables.Tell(shell, state.Hosts, [], state.Machines);
            string[] chosen = given.Length == 0 ? [] : [.. HostChoice.Choose(state.Hosts, given).Select(host => host.Metadata.Name)];
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
                throw new CommandException($"there are no hosts to draw; {HostChoice.HowToMake}");
            case OutputFormat.Table or Text when model.Hosts.Count == 0:
                shell.Error.WriteLine($"No hosts; {HostChoice.HowToMake}.");
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
}
