using System.Text.Json.Nodes;
using LustreOperator.Api;

namespace LustreOperator.Planning;

/// <summary>What a machine has, in few words.</summary>
public static class MachineText
{
    /// <summary>Its HCAs, by network.</summary>
    public static string Hcas(LustreMachineSpec spec)
    {
        string hcas = string.Join(' ', spec.Networks.Where(network => network.Device is not null).Select(network => $"{network.Name}={network.Device}"));
        return hcas.Length == 0 ? "-" : hcas;
    }

    /// <summary>The NUMA nodes of its host CPUs; null when they are not known.</summary>
    public static CpuSet? Nodes(LustreMachineSpec spec, IReadOnlyList<KvmHost> hosts)
    {
        CpuSet cpus = spec.Cpu.Pinned();
        IReadOnlyList<NumaCell> cells = hosts.FirstOrDefault(host => host.Metadata.Name == spec.Host)?.Status?.Cells ?? [];
        var nodes = CpuSet.From(cells.Where(cell => cell.Cpus.Any(cpu => cpus.Contains(cpu.Id))).Select(cell => cell.Id));
        return nodes.IsEmpty ? null : nodes;
    }

    /// <summary>Its place, for programs.</summary>
    public static JsonObject ToJson(LustreMachineSpec spec, CpuSet? numaNodes) => new()
    {
        ["host"] = spec.Host,
        ["numaNodes"] = numaNodes?.ToString(),
        ["cpus"] = new JsonArray([.. spec.Cpu.VcpuPins.OrderBy(pin => pin.Vcpu).Select(pin => (JsonNode)pin.Cpus.ToString())]),
        ["emulatorCpus"] = spec.Cpu.EmulatorCpus.ToString(),
        ["memory"] = spec.Memory.Size.ToString(),
        ["memoryNodes"] = spec.Memory.NumaNodes?.ToString(),
        ["devices"] = new JsonObject(spec.Networks.Where(network => network.Device is not null)
            .Select(network => KeyValuePair.Create(network.Name, (JsonNode?)network.Device.ToString()))),
    };
}
