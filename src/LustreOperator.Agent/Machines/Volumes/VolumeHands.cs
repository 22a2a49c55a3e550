using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

internal sealed partial record MachineObservation
{
    /// <summary>The machine's volumes in the pools that its spec or status names.</summary>
    public IReadOnlyList<StorageVolume> Volumes { get; init; } = [];

    /// <summary>What was seen of their pools besides.</summary>
    public StorageSight Storage { get; init; } = StorageSight.None;

    public bool HasVolume(VolumeSource source) => FindVolume(source) is not null;

    public StorageVolume? FindVolume(VolumeSource source) => Volumes.FirstOrDefault(volume => volume.Pool == source.Pool && volume.Name == source.Volume);
}

/// <summary>Looks at a machine's volumes, and makes them.</summary>
internal sealed class VolumeHands(MachineTools tools) : PhaseHands
{
    private readonly VolumeObserver _observer = new(tools.Hypervisor, tools.MachinesOnHost);

    public override async Task<MachineObservation> ObserveAsync(MachineObservation seen, CancellationToken cancel)
    {
        (IReadOnlyList<StorageVolume> volumes, StorageSight storage) = await _observer.LookAsync(seen.Machine, seen.Domain, seen.Existing, cancel);
        return seen with { Volumes = volumes, Storage = storage };
    }

    public override IEnumerable<PhaseStep> Steps =>
    [
        PhaseStep.Of<CreateVolume>((create, _, cancel) => tools.Hypervisor.CreateVolumeAsync(create.Volume, cancel)),
    ];
}
