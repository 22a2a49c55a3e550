using LustreOperator.Api;
using LustreOperator.Views.Drawing;
using LustreOperator.Placement;

namespace LustreOperator.Views.Topology;

/// <summary>The topology of one cluster from what the API server holds. Pure.</summary>
public static class TopologyReader
{
    public static TopologyModel Read(LustreCluster cluster, LabState lab)
    {
        LustreMachine[] own =
        [
            .. lab.Machines.Where(machine =>
                machine.Metadata.Namespace == cluster.Metadata.Namespace && machine.Spec.Cluster == cluster.Metadata.Name),
        ];
        LabHost<TopologyDevice>[] hosts =
        [
            .. own.Select(machine => machine.Spec.Host).Distinct().Order(StringComparer.Ordinal)
                .Select(name => Host(name, lab, own)),
        ];
        LabMachine[] machines = [.. TopologyMachineReader.Read(cluster, own, hosts)];
        Condition? ready = Present(cluster, ConditionTypes.Ready);
        Condition? placed = Present(cluster, ClusterConditionTypes.Placed);
        IReadOnlyList<TopologyRoute> routes = TopologyRoutes.Of(cluster.Status?.Lnet);
        return new TopologyModel
        {
            Namespace = cluster.Metadata.Namespace ?? "",
            Name = cluster.Metadata.Name,
            Ready = ready?.Status ?? ConditionStatus.Unknown,
            Reason = ready?.Reason ?? "NotObserved",
            Message = ready?.Message ?? "the operator has not looked at the present spec yet; is it running?",
            NotPlaced = placed is { Status: not ConditionStatus.True } ? placed.Message : null,
            Placed = cluster.Status?.Placed ?? $"{own.Length}/{machines.Length}",
            Running = cluster.Status?.Running ?? "-",
            InSync = cluster.Status?.InSync ?? "-",
            Hosts = hosts,
            FurtherHosts = lab.Hosts.Count(host => !hosts.Any(used => used.Name == host.Metadata.Name)),
            Machines = machines,
            Networks = [.. cluster.Spec.Networks.Select(network => Network(network, machines, hosts))],
            Partners = [.. Partners(cluster, machines)],
            Routes = routes,
            Unreachable = cluster.Status?.Lnet?.Unreachable ?? [],
        };
    }

    // What was said of an earlier spec is not said of this one.
    private static Condition? Present(LustreCluster cluster, string type) =>
        cluster.Status?.Conditions.Find(type) is { } condition && condition.ObservedGeneration == (cluster.Metadata.Generation ?? 0) ? condition : null;

    private static LabHost<TopologyDevice> Host(string name, LabState lab, IReadOnlyList<LustreMachine> own)
    {
        HostHolders holders = new(name, own, machine => machine.Metadata.Name);
        if (lab.Hosts.FirstOrDefault(host => host.Metadata.Name == name) is not { } host)
        {
            return LabHostReader.Missing<TopologyDevice>(name, holders);
        }

        HostHoldings usage = HostUsage.Of(host, lab.Machines);
        return LabHostReader.Read(host, usage, holders, TopologyDevices.Of(host, usage, holders), device => device.Address);
    }

    private static TopologyNetwork Network(NetworkSpec network, IReadOnlyList<LabMachine> machines, IReadOnlyList<LabHost<TopologyDevice>> hosts)
    {
        string[] users = [.. machines.Where(machine => machine.Networks.Any(nic => nic.Network == network.Name)).Select(machine => machine.Name)];
        if (network.Hca is not { } selector)
        {
            return network.Bridge is { } bridge
                ? new TopologyNetwork(network.Name, network.Lnet?.ToString(), NetworkCarrier.Bridge, bridge, "virtio", users)
                : new TopologyNetwork(network.Name, network.Lnet?.ToString(), NetworkCarrier.LibvirtNetwork, network.LibvirtNetwork, "virtio", users);
        }

        TopologyDevice[] devices = [.. hosts.SelectMany(host => host.Devices).Where(device => device.Network == network.Name)];
        string?[] fabrics = [.. devices.Select(device => device.Fabric).Distinct()];
        DeviceKind[] kinds = [.. devices.Select(device => device.Kind).Distinct()];
        return new TopologyNetwork(
            network.Name,
            network.Lnet?.ToString(),
            NetworkCarrier.Fabric,
            selector.Fabric ?? (fabrics.Length == 1 ? fabrics[0] : null),
            kinds is [not DeviceKind.Other] ? kinds[0].ToString() : null,
            users);
    }

    private static IEnumerable<TopologyPartners> Partners(LustreCluster cluster, IReadOnlyList<LabMachine> machines) =>
        from pair in WantedMachine.Pairs(WantedMachine.Of(cluster))
        let first = machines.First(machine => machine.Name == pair.First.Name)
        let second = machines.First(machine => machine.Name == pair.Second.Name)
        select new TopologyPartners(first.Name, second.Name, first.Host == second.Host ? first.Host : null);
}
