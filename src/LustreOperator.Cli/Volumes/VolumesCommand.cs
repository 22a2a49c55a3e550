using System.CommandLine;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;
using LustreOperator.Views.Inventory;

namespace LustreOperator.Cli.Volumes;

/// <summary><c>kubectl lustre volumes</c>: the volumes that outlived their machines, and how to use or delete them.</summary>
internal static class VolumesCommand
{
    private const string None = "-";

    public static Command Create(ClusterConnector connector, Shell shell)
    {
        Argument<string[]> names = HostChoice.Names(connector);
        Option<string?> selector = HostChoice.Selector();
        Option<bool> all = new("--all") { Description = "Also the volumes of Data disks that a machine or a domain has." };
        Option<string?> inNamespace = NamespaceOption.Create(connector);
        inNamespace.Description = "Whose machines to ask when you may not list those of all namespaces. Default: that of the kubeconfig's context.";
        Option<string> output = OutputFormat.Option();
        Command command = new(
            "volumes", "Show the volumes of Data disks that were kept, and how to use one again or delete it.") { names, selector, all, inNamespace, output };
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            InventoryState state =
                await ClusterReader.InventoryAsync(access.Client, NamespaceOption.Choose(parsed, inNamespace, access), parsed.GetValue(selector), cancel);
            KvmHost[] chosen = HostChoice.Choose(state.Hosts, parsed.GetValue(names) ?? []);
            IReadOnlyList<VolumeRow> rows = VolumeRow.Of(state, chosen, parsed.GetValue(all));
            foreach (string note in Notes(state, chosen))
            {
                shell.Error.WriteLine($"note: {note}");
            }

            Print(rows, parsed.GetRequiredValue(output), parsed.GetValue(all), shell);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(IReadOnlyList<VolumeRow> rows, string format, bool isAll, Shell shell)
    {
        if (format != OutputFormat.Table)
        {
            shell.Out.Write(ObjectPrinter.Print([.. rows.Select(row => row.ToJson())], format));
            return;
        }

        if (rows.Count == 0)
        {
            shell.Error.WriteLine(isAll ? "No volumes of Data disks." : "No kept volumes.");
            return;
        }

        TextTable table = new("HOST", "POOL", "NAMESPACE", "MACHINE", "DISK", "SIZE", "FORMAT", "USED BY", "VOLUME");
        foreach (VolumeRow row in rows)
        {
            HostVolume volume = row.Volume;
            table.Add(
                row.Host, volume.Pool, volume.Namespace ?? None, volume.Machine ?? None, volume.Disk, volume.Capacity?.ToString() ?? None,
                volume.Format ?? None,
                row.UsedBy ?? None, volume.Name);
        }

        table.Print(shell);
        if (rows.FirstOrDefault(row => row.UsedBy is null) is { } kept)
        {
            shell.Out.WriteLine();
            shell.Out.Write(Advice(kept));
        }
    }

    private static string Advice(VolumeRow kept)
    {
        HostVolume volume = kept.Volume;
        return $$"""
            To use one again, name it for a Data disk of a new machine, in the spec of its LustreCluster; the machine is placed on the host that has it:
              overrides: [{machine: {{volume.Machine ?? "MACHINE"}}, disks: [{name: {{volume.Disk}}, volume: {{volume.Name}}}]}]
            or say `ifKept: Reuse` for the disk: each new machine then gets the volume of its own name again.
            To delete one with its data, on its host: virsh vol-delete --pool {{volume.Pool}} {{volume.Name}}

            """;
    }

    private static IEnumerable<string> Notes(InventoryState state, IEnumerable<KvmHost> hosts)
    {
        if (state.OnlyNamespace is not null)
        {
            yield return "you may not list the machines of all namespaces: a volume that is shown as unused may have a user there";
        }

        foreach (KvmHost host in hosts)
        {
            if (host.Status?.DataVolumesTotal is null)
            {
                yield return $"host {host.Metadata.Name} tells of no volumes yet; is its agent of this version and running?";
            }
            else if (host.Status.DataVolumesTotal > host.Status.DataVolumes.Count)
            {
                yield return $"host {host.Metadata.Name} lists {host.Status.DataVolumes.Count} of {host.Status.DataVolumesTotal} volumes";
            }

            if (host.Status?.Conditions.Find(ConditionTypes.VolumesReady) is { Status: ConditionStatus.False } hidden)
            {
                yield return $"host {host.Metadata.Name}: {hidden.Message}";
            }
        }
    }
}
