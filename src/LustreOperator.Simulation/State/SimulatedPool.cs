using System.Collections.Immutable;
using LustreOperator.Libvirt;

namespace LustreOperator.Simulation.State;

/// <summary>One storage pool of a simulated host.</summary>
internal sealed record SimulatedPool
{
    /// <summary>As it is with no volume in it.</summary>
    public required StoragePool Empty { get; init; }

    /// <summary>What libvirt knows to be there, by name.</summary>
    public ImmutableSortedDictionary<string, StorageVolume> Volumes { get; init; } =
        ImmutableSortedDictionary.Create<string, StorageVolume>(StringComparer.Ordinal);

    /// <summary>Files that others than libvirt put there since libvirt last looked.</summary>
    public ImmutableArray<StorageVolume> Unseen { get; init; } = [];

    public string Name => Empty.Name;

    /// <summary>As libvirt shows it now.</summary>
    public StoragePool Info => Empty with { AvailableBytes = Math.Max(0, Empty.AvailableBytes - Volumes.Values.Sum(volume => volume.AllocationBytes)) };

    public string PathOf(string volume) => $"{Empty.Path}/{volume}";
}
