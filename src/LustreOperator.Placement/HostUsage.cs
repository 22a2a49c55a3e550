using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>What is free and held on a host, counted from the machines that exist.</summary>
public static class HostUsage
{
    /// <summary>
    /// KiB of normal memory that QEMU itself needs beside the guest's: counted for every machine, on the nodes its memory is bound to,
    /// because the domain's own threads are bound there too.
    /// </summary>
    public const long MachineOverheadKiB = 64 * 1024;

    /// <summary>
    /// What the host has, and which of the machines hold it: what a machine's spec says and, until its domain is shut off, what its status
    /// says it still holds. Machines of other hosts are passed over.
    /// </summary>
    public static HostHoldings Of(KvmHost host, IEnumerable<LustreMachine> machines)
    {
        LedgerHost known = LedgerHost.Of(host.Metadata.Name, host, machines.Where(machine => machine.Spec.Host == host.Metadata.Name));
        return Of(host.Metadata.Name, known.State);
    }

    /// <summary>What a host has; state null: its inventory cannot be read.</summary>
    internal static HostHoldings Of(string host, HostState? state)
    {
        if (state is not { Host: var model })
        {
            return new HostHoldings { Host = host, Cpus = [], Devices = [], Memory = [] };
        }

        return new HostHoldings
        {
            Host = host,
            Cpus = [.. model.CpuIds.Select((id, cpu) => new CpuHolding(id, model.NodeIds[model.CpuNode[cpu]], model.CoreOf[cpu], UseOf(state, cpu),
                Holders(state, holding => holding.Dedicated.Contains(cpu) || holding.Shared.Contains(cpu))))],
            Devices =
            [
                .. Enumerable.Range(0, model.Devices.Length).Where(device => model.Devices[device].Device.Offered)
                    .Select(device => new DeviceHolding(
                    model.Devices[device].Address,
                    model.Devices[device].Node >= 0 ? model.NodeIds[model.Devices[device].Node] : null,
                    model.Devices[device].Fabric,
                    Holders(state, holding => holding.Devices.Contains(device)),
                    state.IsFree(device))),
            ],
            Memory = [.. state.Memory.SelectMany((pool, i) => MemoryOf(model, pool, i == 0 ? 0 : model.PageSizes[i - 1]))],
        };
    }

    private static IEnumerable<MemoryHolding> MemoryOf(HostModel model, MemoryPool pool, long pageKiB)
    {
        long unit = pageKiB == 0 ? 1 : pageKiB;
        return model.NodeIds.Select((id, node) => new MemoryHolding(id, pageKiB, pool.Capacity(node) * unit, pool.Bound(node) * unit))
            .Append(new MemoryHolding(null, pageKiB, 0, pool.Floating() * unit));
    }

    private static CpuUse UseOf(HostState state, int cpu) =>
        state.Dedicated.Contains(cpu) ? CpuUse.Dedicated
        : state.Host.Reserved.Contains(cpu) ? CpuUse.Reserved
        : state.Free.Contains(cpu) ? CpuUse.Free
        : CpuUse.Shared;

    private static string[] Holders(HostState state, Func<Holding, bool> holds) =>
        [.. state.Holdings.Where(holds).Select(holding => holding.Machine.Key)];
}
