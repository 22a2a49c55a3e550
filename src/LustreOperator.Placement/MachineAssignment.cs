using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>The place of one machine, in the terms of <see cref="LustreMachineSpec"/>.</summary>
public sealed record MachineAssignment
{
    public required string Namespace { get; init; }

    public required string MachineName { get; init; }

    /// <summary>Name of the KvmHost.</summary>
    public required string Host { get; init; }

    /// <summary>NUMA nodes of the CPUs, the bound memory and the devices.</summary>
    public required CpuSet NumaNodes { get; init; }

    /// <summary>One entry per vCPU, in order.</summary>
    public required IReadOnlyList<VcpuPin> VcpuPins { get; init; }

    public required CpuSet EmulatorCpus { get; init; }

    /// <summary>The nodes that memory is strictly bound to; null: not bound.</summary>
    public CpuSet? MemoryNodes { get; init; }

    /// <summary>PCI address per name of a network with an HCA.</summary>
    public required IReadOnlyDictionary<string, PciAddress> Devices { get; init; }

    /// <summary>Share of the machine's parts that are on its main NUMA node: vCPUs, isolated emulator CPU, devices, memory nodes.</summary>
    public required int LocalityPercent { get; init; }
}
