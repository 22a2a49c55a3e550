using LustreOperator.Api;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Topology;

/// <summary>The machines that a cluster wants or still has. Pure.</summary>
internal static class TopologyMachineReader
{
    public static IEnumerable<LabMachine> Read(LustreCluster cluster, IReadOnlyList<LustreMachine> own, IReadOnlyList<LabHost<TopologyDevice>> hosts)
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

    private static LabMachine Placed(LustreMachine machine, int position, IReadOnlyList<LabHost<TopologyDevice>> hosts) => LabMachineReader.Read(
        machine, machine.Metadata.Name, position, hosts.FirstOrDefault(host => host.Name == machine.Spec.Host), device => device.Address);

    private static LabMachine Missing(WantedMachine want, int position) => new()
    {
        Mark = LabMachineReader.Mark(position),
        Position = position,
        Name = want.Name,
        Group = want.Group.Name,
        Roles = want.Group.Roles,
        State = "not placed",
        Ready = ConditionStatus.False,
        Vcpus = want.Group.Cpu.Count,
        Memory = want.Group.Memory.Size.ToString(),
        Hugepages = want.Group.Memory.Hugepages?.ToString(),
        Networks = [.. want.Group.Networks.Select(network => new LabNic(network, Device: null, NumaNode: null))],
    };
}
