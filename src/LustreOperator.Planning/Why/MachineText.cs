using System.Text.Json.Nodes;
using LustreOperator.Api;

namespace LustreOperator.Planning;

/// <summary>What a machine has, in few words.</summary>
public static class MachineText
{
    /// <summary>Its host CPUs, a list.</summary>
    public static string Cpus(LustreMachineSpec spec) =>
        CpuList.Format(spec.Cpu.VcpuPins.SelectMany(pin => CpuList.TryParse(pin.Cpus, out var cpus) ? cpus : []));

    /// <summary>Its HCAs, by network.</summary>
    public static string Hcas(LustreMachineSpec spec)
    {
        string hcas = string.Join(' ', spec.Networks.Where(network => network.Device is not null).Select(network => $"{network.Name}={network.Device}"));
        return hcas.Length == 0 ? "-" : hcas;
    }

    /// <summary>The NUMA nodes of its host CPUs, a list; null when they are not known.</summary>
    public static string? Nodes(LustreMachineSpec spec, IReadOnlyList<KvmHost> hosts)
    {
        HashSet<int> cpus = [.. CpuList.Parse(Cpus(spec))];
        IReadOnlyList<NumaCell> cells = hosts.FirstOrDefault(host => host.Metadata.Name == spec.Host)?.Status?.Cells ?? [];
        string nodes = CpuList.Format(cells.Where(cell => cell.Cpus.Any(cpu => cpus.Contains(cpu.Id))).Select(cell => cell.Id));
        return nodes.Length == 0 ? null : nodes;
    }

    /// <summary>Its place, for programs.</summary>
    public static JsonObject ToJson(LustreMachineSpec spec, string? numaNodes) => new()
    {
        ["host"] = spec.Host,
        ["numaNodes"] = numaNodes,
        ["cpus"] = new JsonArray([.. spec.Cpu.VcpuPins.OrderBy(pin => pin.Vcpu).Select(pin => (JsonNode)pin.Cpus)]),
        ["emulatorCpus"] = spec.Cpu.EmulatorCpus,
        ["memory"] = spec.Memory.Size.ToString(),
        ["memoryNodes"] = spec.Memory.NumaNodes,
        ["devices"] = new JsonObject(spec.Networks.Where(network => network.Device is not null)
            .Select(network => KeyValuePair.Create(network.Name, (JsonNode?)network.Device))),
    };
}
