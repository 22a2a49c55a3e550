namespace LustreOperator.Placement;

/// <summary>What one machine holds on its host.</summary>
internal sealed record Holding
{
    public required MachineIdentity Machine { get; init; }

    /// <summary>CPUs that are the machine's own.</summary>
    public required BitSet Dedicated { get; init; }

    /// <summary>CPUs it may run on beside others.</summary>
    public required BitSet Shared { get; init; }

    /// <summary>Positions of its devices.</summary>
    public required IReadOnlyList<int> Devices { get; init; }

    /// <summary>Per memory pool of the host.</summary>
    public required IReadOnlyList<(int Pool, MemoryDemand Demand)> Memory { get; init; }

    /// <summary>True if the same machine holds the same.</summary>
    public bool IsSameAs(Holding other) =>
        Machine == other.Machine && Dedicated.IsSameAs(other.Dedicated) && Shared.IsSameAs(other.Shared)
        && Devices.SequenceEqual(other.Devices) && Memory.SequenceEqual(other.Memory);

    /// <summary>What both say: a machine on its way from one to the other has both. Memory on the same nodes is the same memory.</summary>
    public Holding Union(Holding other) => this with
    {
        Dedicated = Dedicated.Union(other.Dedicated),
        Shared = Shared.Union(other.Shared),
        Devices = [.. Devices.Union(other.Devices)],
        Memory =
        [
            .. Memory.Concat(other.Memory).GroupBy(item => (item.Pool, item.Demand.Nodes))
                .Select(same => (same.Key.Pool, new MemoryDemand(same.Key.Nodes, same.Max(item => item.Demand.Amount)))),
        ],
    };
}
