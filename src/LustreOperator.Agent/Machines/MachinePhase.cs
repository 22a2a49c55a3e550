namespace LustreOperator.Agent;

/// <summary>One concern of a machine, in a folder of its own.</summary>
/// <param name="Plan">What it makes of a look. Pure: no I/O, no time but what it is given.</param>
/// <param name="Hands">Makes what reads and acts for it. No decisions there.</param>
internal sealed record MachinePhase(Func<MachineLook, PhasePlan> Plan, Func<MachineTools, PhaseHands> Hands);

/// <summary>A phase's part of the shell.</summary>
internal abstract class PhaseHands
{
    /// <summary>How the phase's actions are done.</summary>
    public abstract IEnumerable<PhaseStep> Steps { get; }

    /// <summary>Adds the phase's part to what earlier phases have seen.</summary>
    public virtual Task<MachineObservation> ObserveAsync(MachineObservation seen, CancellationToken cancel) => Task.FromResult(seen);
}

/// <summary>How one kind of action is done.</summary>
/// <param name="Action">The kind.</param>
/// <param name="Do">Does one, for the machine of a UID.</param>
internal sealed record PhaseStep(Type Action, Func<MachineAction, string, CancellationToken, Task> Do)
{
    public static PhaseStep Of<TAction>(Func<TAction, string, CancellationToken, Task> step)
        where TAction : MachineAction => new(typeof(TAction), (action, uid, cancel) => step((TAction)action, uid, cancel));
}
