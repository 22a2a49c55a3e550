using LustreOperator.Api;

namespace LustreOperator.Cli.Why;

/// <summary>What a machine has, in few words.</summary>
internal static class MachineText
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
}
