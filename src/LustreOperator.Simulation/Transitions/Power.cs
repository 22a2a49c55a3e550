using System.Collections.Immutable;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;
using LustreOperator.Simulation.Xml;

namespace LustreOperator.Simulation.Transitions;

/// <summary>Starting and stopping domains. The numbers are libvirt's: virDomainEvent*DetailType and virDomain*Reason.</summary>
internal static class Power
{
    private const int RunningBooted = 1;
    private const int RunningRestored = 3;
    private const int RunningUnpaused = 5;
    private const int RunningWoken = 8;
    private const int PausedByUser = 1;
    private const int OffShutdown = 1;
    private const int OffDestroyed = 2;
    private const int OffCrashed = 3;
    private const int OffFailed = 6;
    private const int ByGuest = 1;
    private const int ByHost = 2;

    public static Change Start(HostState state, Guid uuid)
    {
        SimulatedDomain domain = Guards.Domain(state, uuid);
        if (domain.IsActive)
        {
            throw Faults.Invalid("domain is already running");
        }

        try
        {
            return Start(state, domain);
        }
        catch (LibvirtException failure)
        {
            return Change.Silent(state.With(domain with { Reason = OffFailed })) with { Failure = failure };
        }
    }

    public static Change Suspend(HostState state, Guid uuid)
    {
        SimulatedDomain domain = Guards.Running(state, uuid);
        return domain.State == DomainState.Paused
            ? Change.Silent(state)
            : new Change(
                state.With(domain with { State = DomainState.Paused, Reason = PausedByUser }),
                [new DomainLifecycle(domain.Identity, DomainChange.Suspended, 0)]);
    }

    /// <summary>The guest runs on, and lets go what it was asked for meanwhile.</summary>
    public static Change Resume(HostState state, Guid uuid)
    {
        SimulatedDomain domain = Guards.Running(state, uuid);
        if (domain.State != DomainState.Paused)
        {
            throw Faults.Invalid("domain is already running");
        }

        if (domain.NeedsReset)
        {
            throw Faults.Internal("unable to execute QEMU command 'cont': Resetting the Virtual Machine is required").As(LibvirtErrorKind.GuestNeedsReset);
        }

        HostState resumed = state.With(domain with { State = DomainState.Running, Reason = RunningUnpaused });
        Change left = Plugging.LetGo(resumed, uuid);
        return left with { Events = [new DomainLifecycle(domain.Identity, DomainChange.Resumed, 0), .. left.Events] };
    }

    /// <summary>The power button: these guests obey it at once.</summary>
    public static Change Shutdown(HostState state, Guid uuid)
    {
        SimulatedDomain domain = Guards.Running(state, uuid);
        return domain.State == DomainState.Running
            ? Stop(state, domain, OffShutdown, [new(domain.Identity, DomainChange.Shutdown, ByGuest), new(domain.Identity, DomainChange.Stopped, 0)])
            : throw Faults.NotRunning();
    }

    public static Change Destroy(HostState state, Guid uuid)
    {
        SimulatedDomain domain = Guards.Domain(state, uuid);
        return !domain.IsActive
            ? new Change(state, [])
            : Stop(state, domain, OffDestroyed, [new(domain.Identity, DomainChange.Shutdown, ByHost), new(domain.Identity, DomainChange.Stopped, 1)]);
    }

    public static Change Wake(HostState state, Guid uuid)
    {
        SimulatedDomain domain = Guards.Running(state, uuid);
        return domain.State == DomainState.SuspendedByGuest
            ? new Change(
                state.With(domain with { State = DomainState.Running, Reason = RunningWoken }),
                [new DomainLifecycle(domain.Identity, DomainChange.Started, 4)])
            : throw Faults.Internal("unable to execute QEMU command 'system_wakeup': Unable to wake up: guest is not in suspended state");
    }

    /// <summary>What no libvirt call does: the emulator's process dies.</summary>
    public static Change Crash(HostState state, Guid uuid)
    {
        SimulatedDomain domain = Guards.Running(state, uuid);
        return Stop(state, domain, OffCrashed, [new(domain.Identity, DomainChange.Stopped, 5)]);
    }

    private static Change Start(HostState state, SimulatedDomain domain)
    {
        DomainDescription inactive = domain.Inactive!;
        DomainDefinition definition = inactive.Definition;
        int id = state.LastId + 1;
        StartChecks.Check(state, definition);
        SimulatedDomain started = domain with
        {
            Id = id,
            State = DomainState.Running,
            Reason = domain.HasManagedSave ? RunningRestored : RunningBooted,
            HasManagedSave = false,
            Images = StartChecks.Images(state, definition),
            Affinity = Pins.AtStart(state, definition, id),
            Pages = GuestMemory.Take(state, definition),
            Live = DomainXml.Read(XmlText.Print(LiveXml.Of(XmlText.Parse(inactive.Xml, "domain"), id, state))),
        };
        IEnumerable<HypervisorEvent> agent = definition.GuestAgent ? [new GuestAgentChanged(domain.Identity, IsConnected: false)] : [];
        HostState after = Functions.Entered(state.With(started), definition.HostDevices) with { LastId = id };
        return new Change(
            after,
            [
                .. Functions.Told(state, after, definition.HostDevices),
                .. agent,
                new DomainLifecycle(domain.Identity, DomainChange.Resumed, 0),
                new DomainLifecycle(domain.Identity, DomainChange.Started, 0),
            ]);
    }

    /// <summary>Everything that the domain held is free again; a transient one is gone.</summary>
    internal static Change Stop(HostState state, SimulatedDomain domain, int reason, ImmutableArray<DomainLifecycle> told)
    {
        SimulatedDomain stopped = domain with
        {
            Id = 0,
            State = DomainState.ShutOff,
            Reason = reason,
            Live = null,
            Affinity = [],
            Pages = [],
            Images = ImmutableDictionary<string, string>.Empty,
            Leaving = [],
            NeedsReset = false,
            Job = null,
        };
        HostState after = domain.Inactive is null ? state.Without(domain) : state.With(stopped);
        return new Change(after, [.. told, .. Functions.Told(state, after, domain.Live!.Definition.HostDevices)]);
    }
}
