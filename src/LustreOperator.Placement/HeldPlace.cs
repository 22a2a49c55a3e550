using System.Numerics;
using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>Whether what a machine holds is what is asked for, as far as its host tells.</summary>
public static class HeldPlace
{
    /// <summary>
    /// False: with NUMA Required the machine is on several nodes, or one of its devices is not what its network selects. Devices that the host
    /// does not tell of count as right, and so does everything on a host whose inventory cannot be read.
    /// </summary>
    public static bool Serves(KvmHost host, LustreMachine machine, NumaPolicy numa, IReadOnlyList<NetworkSpec> networks)
    {
        if (HostReader.Read(host, out _) is not { } model)
        {
            return true;
        }

        (DeviceModel Device, HcaSelector? Selector)[] devices =
        [
            .. HoldingReader.WantedDevices(machine).Where(held => model.DeviceAt(held.Address) >= 0).Select(held => (
                model.Devices[model.DeviceAt(held.Address)], networks.FirstOrDefault(network => network.Name == held.Network)?.Hca)),
        ];
        ulong nodes = HoldingReader.WantedCpus(model, machine).Members().Select(cpu => model.CpuNode[cpu])
            .Concat(devices.Select(held => held.Device.Node).Where(node => node >= 0))
            .Aggregate(model.NodesOf(machine.Spec.Memory.NumaNodes), (set, node) => set | 1UL << node);
        return (numa != NumaPolicy.Required || BitOperations.PopCount(nodes) <= 1)
            && devices.All(held => held.Selector is null || held.Device.Suits(held.Selector, model.NodeIds));
    }
}
