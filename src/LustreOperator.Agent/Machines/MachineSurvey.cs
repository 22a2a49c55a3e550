namespace LustreOperator.Agent;

/// <summary>Looks at a machine, and plans.</summary>
internal sealed class MachineSurvey(MachineObserver observer)
{
    /// <summary>
    /// The plan for what is. What is under way with the domain is asked for only where a step would break it, since the answer waits for whoever has the
    /// domain.
    /// </summary>
    public async Task<MachinePlan> PlanAsync(Api.LustreMachine machine, CancellationToken cancel)
    {
        MachinePlan plan = MachinePlanner.Plan(await observer.ObserveAsync(machine, cancel));
        (IReadOnlyList<string> jobs, TimeSpan since) = await observer.JobsAsync(plan.Look, plan.Actions.Any(action => action.Disturbs), cancel);
        return jobs.Count == 0 ? plan : MachinePlanner.Plan(plan.Look.With(jobs, since), MachinePhases.All);
    }
}
