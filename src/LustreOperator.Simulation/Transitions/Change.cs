using System.Collections.Immutable;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Transitions;

/// <summary>What a request makes of a host, and what the host tells of it, in order.</summary>
internal readonly record struct Change(HostState State, ImmutableArray<HypervisorEvent> Events)
{
    /// <summary>Why the request failed though it left a trace; null when it did not. One that leaves none throws instead.</summary>
    public LibvirtException? Failure { get; init; }

    /// <summary>A change that nothing is told of.</summary>
    public static Change Silent(HostState state) => new(state, []);
}
