using System.Collections.Immutable;
using LustreOperator.Api;
using LustreOperator.Controller;

namespace LustreOperator.Cli.Topology;

/// <summary>The machines that a cluster wants or still has. Pure.</summary>
internal static class TopologyMachineReader
{
    private const int Letters = 26;

    public static IEnumerable<TopologyMachine> Read(LustreCluster cluster, IReadOnlyList<LustreMachine> own, IReadOnlyList<TopologyHost> hosts)
    {
        IReadOnlyList<WantedMachine> wanted = WantedMachine.Of(cluster);
        int position = 0;
        foreach (WantedMachine want in wanted)
        {
            yield return own.FirstOrDefault(machine => machine.Metadata.Name == want.Name) is { } machine
                ? Placed(machine, position++, hosts)
                : Missing(want, position++);
        }

        foreach (LustreMachine machine in own.Where(machine => !wanted.Any(want => want.Name == machine.Metadata.Name)))
        {
            yield return Placed(machine, position++, hosts);
        }
    }

    /// <summary>As spreadsheets count columns: A, B, ... Z, AA, AB, ...</summary>
    internal static string Mark(int position) =>
        (position >= Letters ? Mark((position / Letters) - 1) : "") + (char)('A' + (position % Letters));

    private static TopologyMachine Missing(WantedMachine want, int position) => new()
    {
        Mark = Mark(position),
        Position = position,
        Name = want.Name,
        Group = want.Group.Name,
        Roles = want.Group.Roles,
        State = "not placed",
        Ready = ConditionStatus.False,
        Vcpus = want.Group.Cpu.Count,
        Memory = want.Group.Memory.Size,
        Hugepages = want.Group.Memory.Hugepages,
        Networks = [.. want.Group.Networks.Select(network => new TopologyNic(network, Device: null, NumaNode: null))],
    };

    private static TopologyMachine Placed(LustreMachine machine, int position, IReadOnlyList<TopologyHost> hosts)
    {
        Condition? ready = machine.Status?.Conditions.Find(ConditionTypes.Ready);
        TopologyHost? host = hosts.FirstOrDefault(host => host.Name == machine.Spec.Host);
        string cpus = Cpus(machine.Spec.Cpu);
        ImmutableSortedSet<int> numbers = CpuList.Parse(cpus);
        int? home = host?.Nodes.FirstOrDefault(node => node.Cores.Any(core => core.Cpus.Any(cpu => numbers.Contains(cpu.Id))))?.Id;
        return new TopologyMachine
        {
            Mark = Mark(position),
            Position = position,
            Name = machine.Metadata.Name,
            Group = machine.Spec.Group,
            Roles = machine.Spec.Roles,
            Host = machine.Spec.Host,
            State = State(machine, ready),
            Ready = ready?.Status ?? ConditionStatus.Unknown,
            Reason = ready?.Reason,
            Vcpus = machine.Spec.Cpu.Count,
            Memory = machine.Spec.Memory.Size,
            Hugepages = machine.Spec.Memory.Hugepages,
            Cpus = cpus,
            Numa = machine.Status?.Numa,
            Pins = machine.Status?.Pins,
            Hcas = machine.Status?.Hcas,
            LocalityPercent = machine.Status?.LocalityPercent,
            Networks = [.. machine.Spec.Networks.Select(network => new TopologyNic(network.Name, network.Device, NodeOf(network, host) ?? home))],
        };
    }

    private static string State(LustreMachine machine, Condition? ready) => machine switch
    {
        { Metadata.DeletionTimestamp: not null } => "leaving",
        { Status: null } => "not taken up",
        _ when ready?.Status == ConditionStatus.Unknown => "unknown",
        { Status.Domain.State: { Length: > 0 } state } => state,
        _ => "no domain",
    };

    private static string Cpus(MachineCpu cpu) => CpuList.Format(
        cpu.VcpuPins.SelectMany(pin => CpuList.TryParse(pin.Cpus, out ImmutableSortedSet<int> cpus) ? cpus : []));

    private static int? NodeOf(MachineNetwork network, TopologyHost? host) => network.Device is null ? null
        : host?.Nodes.FirstOrDefault(node => node.Devices.Any(device => string.Equals(device.Address, network.Device, StringComparison.OrdinalIgnoreCase)))?.Id;
}
