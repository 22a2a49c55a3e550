using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// All that one observation of a machine comes to, computed once: what its phases plan from and what they tell. Pure.
/// </summary>
internal sealed record MachineLook
{
    private MachineLook()
    {
    }

    public required MachineObservation Observed { get; init; }

    /// <summary>The disks of the spec and what the domain has for them, in the spec's order.</summary>
    public required IReadOnlyList<MachineDisk> Disks { get; init; }

    /// <summary>What its volumes need; null: the machine is to be gone, or a domain that is not its own stands in its place.</summary>
    public VolumePlan? Volumes { get; init; }

    /// <summary>The domain as the machine needs it, without what others added; null as for <see cref="Volumes"/>.</summary>
    public DomainDefinition? Needed { get; init; }

    /// <summary>The restart that what runs has not had.</summary>
    public IReadOnlyList<DomainDifference> Restart { get; init; } = [];

    /// <summary>vCPUs and emulator that run elsewhere; that can always be put right live.</summary>
    public IReadOnlyList<DomainDifference> Pins { get; init; } = [];

    /// <summary>Memory, number of vCPUs and the like of what runs.</summary>
    public IReadOnlyList<DomainDifference> Resources { get; init; } = [];

    /// <summary>Disks, network interfaces and host devices of what runs, and disks that somebody moved.</summary>
    public IReadOnlyList<DomainDifference> Devices { get; init; } = [];

    /// <summary>Of these, what only a restart puts right.</summary>
    public IReadOnlyList<DomainDifference> Lasting { get; init; } = [];

    /// <summary>What else somebody changed at the domain; it is left so.</summary>
    public IReadOnlyList<DomainDifference> ByHand { get; init; } = [];

    /// <summary>What earlier phases hold back.</summary>
    public PhaseHold Held { get; init; }

    /// <summary>The fault for which a start is held back; null: none.</summary>
    public MachineFault? HeldFor { get; init; }

    public LustreMachine Machine => Observed.Machine;

    /// <summary>The machine's own domain; null: it has none.</summary>
    public DomainSnapshot? Domain => Observed.OwnsDomain ? Observed.Domain : null;

    /// <summary>Its own domain while it runs, sleeps or is paused; null: it is off, or there is none.</summary>
    public DomainSnapshot? Active => Domain is { IsActive: true } active ? active : null;

    public bool WantsRunning => Machine.Spec.PowerState == PowerState.Running && !Observed.IsDeleted;

    /// <summary>
    /// Whether anything may be changed: Report leaves alone what somebody changed by hand; what the user changed in the spec is still done.
    /// </summary>
    public bool MayChange => Machine.Spec.DriftPolicy == DriftPolicy.Enforce || !IsTakenIn;

    /// <summary>Whether the spec has been taken in, so that what differs is somebody else's doing.</summary>
    public bool IsTakenIn => Machine.Metadata.Generation == Machine.Status?.ObservedGeneration;

    public static MachineLook Of(MachineObservation observed)
    {
        IReadOnlyList<MachineDisk> disks = MachineDisks.Of(observed);
        var look = new MachineLook { Observed = observed, Disks = disks };
        if (observed.IsDeleted || (observed.Domain is not null && !observed.OwnsDomain))
        {
            return look;
        }

        VolumePlan volumes = VolumePlanner.Plan(observed, disks);
        DomainDefinition needed = DomainTemplate.Domain(observed, disks, volumes.Ready);
        look = look with { Volumes = volumes, Needed = needed };
        if (observed.Domain is { } domain)
        {
            look = look with { Devices = HandChanges.Disks(observed, disks), ByHand = HandChanges.Of(observed.Machine, needed, domain) };
        }

        if (look.Active is not { } active)
        {
            return look;
        }

        look = look with
        {
            Restart = ResourceComparison.Restart(needed, active.Live!.Definition),
            Pins = PinComparison.Live(needed, active),
            Resources = ResourceComparison.Of(needed, active.Live.Definition),
            Devices = [.. DeviceComparison.Live(needed, active, observed.DetachesAsked), .. look.Devices],
        };
        return look with { Lasting = [.. look.Restart.Concat(look.Resources).Concat(look.Devices).Where(difference => difference.IsLasting)] };
    }

    /// <summary>The same with what is under way with the domain: that changes nothing of what was computed.</summary>
    public MachineLook With(IReadOnlyList<string> jobs, TimeSpan since) => this with { Observed = Observed with { Jobs = jobs, SinceJobs = since } };
}
