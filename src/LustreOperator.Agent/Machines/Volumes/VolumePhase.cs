using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// Makes the volumes of a machine's disks. A domain is defined and started when all are there; one that exists is seen to meanwhile, and a pool that takes
/// no volume stops nothing else of it. Pure.
/// </summary>
internal static class VolumePhase
{
    public static PhasePlan Plan(MachineLook look)
    {
        MachineFault? beside = look.Volumes is { } wanted ? wanted.Fault ?? wanted.Unseen : FirstHidden(look.Observed.Storage);
        string[] volumes = [.. Volumes(look.Observed).Select(volume => $"{volume.Pool}/{volume.Volume}").Distinct().Order(StringComparer.Ordinal)];
        PhasePlan steps = look.Volumes is { } plan ? Steps(look, plan) : new PhasePlan();
        return steps with
        {
            Beside = beside,
            Conditions =
            [
                new Condition
                {
                    Type = ConditionTypes.VolumesReady,
                    Status = beside is null ? ConditionStatus.True : ConditionStatus.False,
                    Reason = beside?.Reason ?? ConditionReasons.VolumesFound,
                    Message = beside?.Message ?? (volumes.Length == 0 ? "there are no volumes" : string.Join(", ", volumes)),
                },
            ],
            Facts = new VolumeFacts(volumes, [.. Moved(look)]),
        };
    }

    private static PhasePlan Steps(MachineLook look, VolumePlan volumes)
    {
        var plan = new PhasePlan
        {
            Actions = volumes.Steps,
            GoesLast = true,
            GoesOn = volumes.Steps.Count > 0,
            LookAgainAfter = volumes.Fault is null ? null : PowerPlanner.RefusalRetry,
        };
        MachineFault? moved = MovedFault(look);
        if (moved is not null && look.Active is null && look.Disks.Any(disk => disk.Place == DiskPlace.Gone))
        {
            return new PhasePlan { Fault = moved, Holds = PhaseHold.Everything };
        }

        if (look.Domain is null && !volumes.IsComplete)
        {
            return plan with { Fault = volumes.Fault, Holds = PhaseHold.Everything };
        }

        MachineFault? missing = volumes.Fault ?? volumes.Unseen;
        return plan with
        {
            Fault = moved ?? volumes.Fault,
            Holds = volumes.IsComplete && missing is null ? PhaseHold.Nothing : PhaseHold.Start,
            HoldsFor = missing,
        };
    }

    private static MachineFault? MovedFault(MachineLook look)
    {
        MachineDisk[] amiss = [.. look.Disks.Where(disk => disk.IsAmiss)];
        return amiss.Length == 0 || !look.WantsRunning
            ? null
            : new MachineFault(MachineReasons.DiskMoved, string.Join("; ", amiss.Select(disk => disk.Describe(look.Needed!.Name))));
    }

    // Of one that is to be gone, or that is not served, any pool may matter.
    private static MachineFault? FirstHidden(StorageSight storage) =>
        storage.Faults.OrderBy(fault => fault.Key, StringComparer.Ordinal).FirstOrDefault().Value?.Fault;

    // In a pool that cannot be looked at they are as they were last seen.
    private static IEnumerable<VolumeSource> Volumes(MachineObservation observed) =>
        observed.Volumes.Select(volume => new VolumeSource(volume.Pool, volume.Name))
            .Concat(VolumeNames.Reported(observed.Machine).Where(volume => observed.Storage.Faults.ContainsKey(volume.Pool)));

    // What is known of one whose domain is gone, or that left the spec, stays known: its volume must not go for it.
    private static IEnumerable<MovedDisk> Moved(MachineLook look) =>
        look.Disks.Where(disk => disk.Place is DiskPlace.Moved or DiskPlace.Gone)
            .Select(disk => new MovedDisk { Name = disk.Spec.Name, Source = disk.Source! })
            .Concat((look.Machine.Status?.MovedDisks ?? []).Where(before => look.Disks.All(disk => disk.Spec.Name != before.Name)))
            .OrderBy(disk => disk.Name, StringComparer.Ordinal);
}

/// <summary>The machine's volumes, as pool/volume, and the disks that are not on theirs.</summary>
internal sealed record VolumeFacts(IReadOnlyList<string> Volumes, IReadOnlyList<MovedDisk> Moved) : IPhaseFacts
{
    public LustreMachineStatus Into(LustreMachineStatus status) => status with { Volumes = Volumes, MovedDisks = Moved };
}
