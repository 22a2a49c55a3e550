using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>How much of a running machine is on one NUMA node.</summary>
/// <param name="Nodes">The NUMA nodes it uses.</param>
/// <param name="Percent">Share of its parts (each vCPU, each host device, its memory) that are on its main node alone.</param>
internal sealed record Locality(CpuSet Nodes, int Percent)
{
    public static Locality Of(DomainDefinition live, ValueList<VcpuAffinity> affinity, HostInventory host)
    {
        int[] all = [.. host.Cells.Select(cell => cell.Id)];
        int[][] vcpus = [.. affinity.Select(vcpu => host.NodesOf(vcpu.Cpus))];
        int[][] devices = [.. live.HostDevices.Select(device => host.NodeOf(device.Address) is { } node ? new[] { node } : all)];

        // Unbound memory may come from any node.
        int[] memory = live.MemoryBinding is { } binding ? [.. binding.Nodes] : all;
        int[][] parts = [.. vcpus, .. devices, memory];
        int main = parts.SelectMany(nodes => nodes).CountBy(node => node).OrderByDescending(count => count.Value).ThenBy(count => count.Key)
            .Select(count => count.Key).FirstOrDefault();
        int local = parts.Count(nodes => nodes is [var only] && only == main);
        return new Locality(CpuSet.From(parts.SelectMany(nodes => nodes)), 100 * local / parts.Length);
    }
}
