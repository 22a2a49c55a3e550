using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Files;

/// <summary>A pool as the state file has it.</summary>
internal sealed record SavedPool(string Name, bool IsActive, IReadOnlyList<StorageVolume> Volumes, IReadOnlyList<StorageVolume> Unseen)
{
    public SimulatedPool Restore(SimulatedPool fresh) => fresh with
    {
        Empty = fresh.Empty with { IsActive = IsActive },
        Volumes = fresh.Volumes.SetItems(Volumes.Select(volume => KeyValuePair.Create(volume.Name, volume))),
        Unseen = [.. Unseen],
    };
}
