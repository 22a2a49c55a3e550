using System.Collections.Immutable;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

internal sealed partial record MachineObservation
{
    /// <summary>How long ago this process asked the guest to let go of devices that it still has, by their keys.</summary>
    public ImmutableDictionary<string, TimeSpan> DetachesAsked { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>The domain other than the machine's own that has a function now; null: none.</summary>
    public DomainSummary? OtherHolderOf(PciAddress address) =>
        Host?.HolderOf(address) is { } holder && !(OwnsDomain && holder.Uuid == Domain!.Identity.Uuid) ? holder : null;
}

/// <summary>Gives devices to running domains and asks them back, and knows when this process last asked.</summary>
internal sealed class DeviceHands(MachineTools tools) : PhaseHands
{
    private readonly DetachHistory _asked = new(tools.Time);

    public override Task<MachineObservation> ObserveAsync(MachineObservation seen, CancellationToken cancel)
    {
        DomainDefinition? live = seen.Domain?.Live?.Definition;
        string[] present = live is null ? [] : [.. live.HostDevices.Select(device => device.Key), .. live.Interfaces.Select(device => device.Key)];
        return Task.FromResult(seen with { DetachesAsked = _asked.Of(seen.Machine.Metadata.Uid!, present) });
    }

    public override IEnumerable<PhaseStep> Steps =>
    [
        PhaseStep.Of<AttachDevice>((attach, _, cancel) => AttachAsync(attach, cancel)),
        PhaseStep.Of<DetachDevice>(DetachAsync),
        PhaseStep.Of<MarkParked>((mark, _, cancel) => tools.Hypervisor.SetMetadataAsync(mark.Uuid, mark.Mark.Write(), mark.Scope, cancel)),
        PhaseStep.Of<ParkFunction>((park, _, cancel) => tools.Hypervisor.DetachNodeDeviceAsync(park.Function, cancel)),
        PhaseStep.Of<ReturnFunction>((back, _, cancel) => tools.Hypervisor.ReattachNodeDeviceAsync(back.Function, cancel)),
    ];

    private async Task AttachAsync(AttachDevice attach, CancellationToken cancel)
    {
        using (await tools.Gate.EnterAsync(cancel))
        {
            await tools.Hypervisor.AttachDeviceAsync(attach.Uuid, attach.Device, DomainScope.Live, cancel);
        }
    }

    // The time counts from the request, whatever libvirt answers: success does not mean that the guest lets go, nor a time-out that it does not.
    private async Task DetachAsync(DetachDevice detach, string machineUid, CancellationToken cancel)
    {
        _asked.Asked(machineUid, detach.Device.Key);
        try
        {
            await tools.Hypervisor.DetachDeviceAsync(detach.Uuid, detach.Device, DomainScope.Live, cancel);
        }
        catch (LibvirtException fault) when (fault.Kind == LibvirtErrorKind.DeviceMissing || IsUnderWay(fault))
        {
            // It is gone, or the guest is still at the last request.
        }
    }

    private static bool IsUnderWay(LibvirtException fault) => fault.Message.Contains("in the process of unplug", StringComparison.OrdinalIgnoreCase);
}
