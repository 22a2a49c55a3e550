using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using LustreOperator.Views.Inventory;

namespace LustreOperator.Cli.Pictures;

/// <summary>The table of hosts as it changes: first whole, then a line for each host that is other than it was last shown.</summary>
internal sealed class HostsWatch(Shell shell)
{
    private readonly Dictionary<string, string> _shown = [];
    private bool _hasHead;

    /// <summary>Runs until it is cancelled.</summary>
    public static Task RunAsync(KubernetesClient client, Shell shell, string? selector, IReadOnlyList<string> names, CancellationToken cancel)
    {
        HostsWatch watch = new(shell);
        bool isFirst = true;
        HashSet<string>? wanted = null;
        return new ListWatch<KvmHost>(client, ApiResources.Hosts, selector, shell.Time).RunAsync(
            hosts =>
            {
                // A host that is gone later is no wrong name.
                KvmHost[] chosen = isFirst ? HostChoice.Choose(hosts, names) : [.. hosts.Where(host => wanted is null || wanted.Contains(host.Metadata.Name))];
                if (isFirst && names.Count > 0)
                {
                    wanted = [.. chosen.Select(host => host.Metadata.Name)];
                }

                isFirst = false;
                watch.Show(chosen);
            },
            cancel);
    }

    internal void Show(IReadOnlyList<KvmHost> hosts)
    {
        foreach (string gone in _shown.Keys.Except(hosts.Select(host => host.Metadata.Name)).ToArray())
        {
            _shown.Remove(gone);
            shell.Error.WriteLine($"host {gone} is gone");
        }

        if (hosts.Count == 0)
        {
            return;
        }

        InventoryModel model = InventoryReader.Read(new InventoryState(hosts, [], OnlyNamespace: null), []);
        DateTimeOffset now = shell.Time.GetUtcNow();
        string[] lines = [.. InventoryTable.Draw(model, hasDevices: false, now, width: null).Select(line => line.ToString().TrimEnd())];

        // An age grows all the time and is no change.
        string[] ageless =
        [
            .. InventoryTable.Draw(model, hasDevices: false, DateTimeOffset.MinValue, width: null)
                .Select(line => string.Join(' ', line.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        ];
        if (!_hasHead)
        {
            _hasHead = true;
            shell.Out.WriteLine(lines[0]);
        }

        for (int i = 0; i < model.Hosts.Count; i++)
        {
            if (_shown.GetValueOrDefault(model.Hosts[i].Name) != ageless[i + 1])
            {
                _shown[model.Hosts[i].Name] = ageless[i + 1];
                shell.Out.WriteLine(lines[i + 1]);
            }
        }

        shell.Out.Flush();
    }
}
