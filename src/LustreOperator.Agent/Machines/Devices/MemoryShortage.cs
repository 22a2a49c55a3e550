using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// Whether the host has the memory that a machine's start needs, by the pages that are free now: those of the nodes that it is strictly bound to,
/// else those of all. Pure.
/// </summary>
internal static class MemoryShortage
{
    /// <summary>Too few huge pages: the start would fail. Null: enough, or the machine uses none, or libvirt does not count them.</summary>
    public static MachineFault? OfHugepages(LustreMachine machine, HostInventory host)
    {
        if (machine.Spec.Memory.Hugepages is not { } size)
        {
            return null;
        }

        long pageKiB = size.KiB;
        long needed = (machine.Spec.Memory.Size.KiB + pageKiB - 1) / pageKiB;
        PagePool[] pools = [.. Pools(machine, host, pageKiB)];
        if (pools.Length > 0 && pools.Any(pool => pool.Free is null))
        {
            return null;
        }

        long free = pools.Sum(pool => pool.Free!.Value);
        long total = pools.Sum(pool => pool.Total);
        string where = machine.Spec.Memory.NumaNodes is { } node ? $"node{node}" : "nodeN";
        return free >= needed ? null : new(
            MachineReasons.InsufficientHugepages,
            $"{Nodes(machine)} of host {machine.Spec.Host} has {free} of {total} huge pages of {size} free, and the machine needs {needed}: {needed - free} are missing. "
            + $"See who has them (virsh freepages --all), or make more on the host: echo {total + needed - free} > "
            + $"/sys/devices/system/node/{where}/hugepages/hugepages-{pageKiB}kB/nr_hugepages");
    }

    /// <summary>
    /// Too little ordinary memory for a guest whose memory is all locked in place, which VFIO does. Only to explain a start that failed: what the
    /// kernel could still reclaim is not counted as free.
    /// </summary>
    public static MachineFault? OfOrdinary(LustreMachine machine, HostInventory host)
    {
        PagePool[] pools = [.. Pools(machine, host, pageKiB: null)];
        if (machine.Spec.Memory.Hugepages is not null || pools.Length == 0 || pools.Any(pool => pool.Free is null))
        {
            return null;
        }

        long needed = machine.Spec.Memory.Size.KiB;
        long free = pools.Sum(pool => pool.Free!.Value * pool.SizeKiB);
        return free >= needed ? null : new(
            MachineReasons.InsufficientMemory,
            $"{Nodes(machine)} of host {machine.Spec.Host} has {free >> 10} MiB of memory free, and the machine, whose HCAs need all of its memory locked in place, "
            + $"needs {needed >> 10} MiB: {(needed - free) >> 10} MiB are missing. See who has it (virsh freepages --all), raise KvmHost.spec.memory.reserved by what "
            + "the host itself uses, or make the machine smaller");
    }

    private static string Nodes(LustreMachine machine) => machine.Spec.Memory.NumaNodes is { } nodes ? $"NUMA node {nodes}" : "no set of NUMA nodes";

    // The smallest pages are the ordinary ones.
    private static IEnumerable<PagePool> Pools(LustreMachine machine, HostInventory host, long? pageKiB) =>
        from cell in host.Cells
        where machine.Spec.Memory.NumaNodes is not { } nodes || nodes.Contains(cell.Id)
        from pool in cell.Pages
        where pool.SizeKiB == (pageKiB ?? cell.Pages.Min(smallest => smallest.SizeKiB))
        select pool;
}
