using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Views.Drawing;
using LustreOperator.Placement;

namespace LustreOperator.Views.Inventory;

/// <summary>The inventory from what the API server holds. Pure.</summary>
public static class InventoryReader
{
    /// <summary>Reads it.</summary>
    /// <param name="state">All hosts and machines.</param>
    /// <param name="names">The hosts to tell of; none: all.</param>
    public static InventoryModel Read(InventoryState state, IReadOnlyCollection<string> names)
    {
        InventoryHost[] hosts =
            [.. state.Hosts.Where(host => names.Count == 0 || names.Contains(host.Metadata.Name)).Select(host => Host(host, state.Machines))];
        return new InventoryModel
        {
            Hosts = hosts,
            Machines =
            [
                .. from item in state.Machines.Select(machine => (Machine: machine, Host: hosts.FirstOrDefault(host => host.Name == machine.Spec.Host)))
                       .Where(item => item.Host is not null).Index()
                   select LabMachineReader.Read(
                       item.Item.Machine, HostHolders.KeyOf(item.Item.Machine), item.Index, item.Item.Host, device => device.Address),
            ],
            OnlyNamespace = state.OnlyNamespace,
        };
    }

    private static InventoryHost Host(KvmHost host, IReadOnlyList<LustreMachine> machines)
    {
        HostHoldings usage = HostUsage.Of(host, machines);
        HostHolders holders = new(host.Metadata.Name, machines, HostHolders.KeyOf);
        IReadOnlyList<InventoryDevice> devices = new InventoryDevices(host, usage, holders.Machines).Read();
        KvmHostStatus? status = host.Status;
        return new InventoryHost(LabHostReader.Read(host, usage, holders, devices, device => device.Address))
        {
            Created = host.Metadata.CreationTimestamp,
            Cpus = status?.Cpus,
            Hcas = status?.Hcas,
            NumaNodes = status?.NumaNodes ?? (status?.Cells.Count > 0 ? status.Cells.Count : null),
            Hugepages = Hugepages(status?.Cells ?? []),
            Libvirt = status?.LibvirtVersion,
            Hypervisor = status?.HypervisorVersion,
            Agent = status?.AgentVersion,
            Kvm = status?.Kvm,
            Problems = [.. (status?.Conditions ?? []).Where(condition => condition.Status != ConditionStatus.True)],
            OrphanedDomains = status?.OrphanedDomains ?? [],
        };
    }

    private static string? Hugepages(IReadOnlyList<NumaCell> cells)
    {
        NumaCell[] nodes = [.. cells.OrderBy(cell => cell.Id)];
        string[] sizes =
        [
            .. from size in nodes.SelectMany(cell => cell.Hugepages).Where(pool => pool.Total > 0).Select(pool => pool.SizeKiB).Distinct().Order()
               let counts = nodes.Select(cell => cell.Hugepages.Where(pool => pool.SizeKiB == size).Sum(pool => pool.Total))
               select $"{Quantity.OfKiB(size)} {string.Join('+', counts.Select(count => count.ToString(CultureInfo.InvariantCulture)))}",
        ];
        return sizes.Length == 0 ? null : string.Join(", ", sizes);
    }
}
