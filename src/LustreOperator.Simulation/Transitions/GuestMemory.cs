using System.Collections.Immutable;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Transitions;

/// <summary>
/// The memory of a guest that starts. Hugepages are taken at once, and so is ordinary memory when a function is passed through, because the function may
/// write anywhere; other ordinary memory is given as the guest touches it, and only a guest larger than the whole host is refused.
/// </summary>
internal static class GuestMemory
{
    private const long OrdinaryKiB = 4;

    public static ImmutableArray<HeldPages> Take(HostState state, DomainDefinition definition)
    {
        if (definition.HugepageKiB is { } size)
        {
            return Pools(state, definition, size).Any(found => found.Pool.Total > 0)
                ? Take(state, definition, size, Died("unable to map backing store for guest RAM: Cannot allocate memory"))
                : throw Faults.Internal($"Unable to find any usable hugetlbfs mount for {size} KiB");
        }

        if (definition.MemoryKiB > state.Shape.MemoryKiB)
        {
            throw Died("cannot set up guest memory 'pc.ram': Cannot allocate memory");
        }

        return definition.HostDevices.Count == 0
            ? []
            : Take(state, definition, OrdinaryKiB, Faults.Internal("qemu unexpectedly closed the monitor"));
    }

    /// <summary>From the nodes that it is bound to, in turn; from all of them when it is not.</summary>
    private static ImmutableArray<HeldPages> Take(HostState state, DomainDefinition definition, long sizeKiB, LibvirtException failure)
    {
        long missing = (definition.MemoryKiB + sizeKiB - 1) / sizeKiB;
        ImmutableArray<HeldPages>.Builder taken = ImmutableArray.CreateBuilder<HeldPages>();
        foreach ((int node, PagePool pool) in Pools(state, definition, sizeKiB))
        {
            long count = Math.Min(missing, state.Free(node, pool));
            if (count > 0)
            {
                taken.Add(new HeldPages(node, sizeKiB, count));
                missing -= count;
            }
        }

        return missing == 0 ? taken.ToImmutable() : throw failure;
    }

    private static IEnumerable<(int Node, PagePool Pool)> Pools(HostState state, DomainDefinition definition, long sizeKiB) =>
        from cell in state.Shape.Capabilities.Cells
        where definition.MemoryBinding is not { Policy: MemoryPolicy.Strict or MemoryPolicy.Restrictive } binding || binding.Nodes.Contains(cell.Id)
        from pool in cell.Pages
        where pool.SizeKiB == sizeKiB
        select (cell.Id, pool);

    private static LibvirtException Died(string words) => Faults.Internal($"process exited while connecting to monitor: qemu-system-x86_64: {words}");
}
