namespace LustreOperator.Agent;

/// <summary>The hands of all phases: what they see beside the domain, and their steps.</summary>
internal sealed class MachineHands
{
    private readonly PhaseHands[] _hands;
    private readonly Dictionary<Type, PhaseStep> _steps;

    public MachineHands(MachineTools tools)
    {
        _hands = [.. MachinePhases.All.Select(phase => phase.Hands(tools))];
        _steps = _hands.SelectMany(hands => hands.Steps).ToDictionary(step => step.Action);
    }

    /// <summary>The kinds of actions that there are.</summary>
    public IReadOnlyCollection<Type> Actions => _steps.Keys;

    /// <summary>Adds each phase's part to what has been seen.</summary>
    public async Task<MachineObservation> ObserveAsync(MachineObservation seen, CancellationToken cancel)
    {
        foreach (PhaseHands hands in _hands)
        {
            seen = await hands.ObserveAsync(seen, cancel);
        }

        return seen;
    }

    /// <summary>Does a step.</summary>
    public Task ExecuteAsync(MachineAction action, string machineUid, CancellationToken cancel) =>
        _steps[action.GetType()].Do(action, machineUid, cancel);
}
