using LustreOperator.Agent;
using LustreOperator.Api;

namespace LustreOperator.Planning;

/// <summary>
/// What the agent of a machine's host would do about a change: its own plans, made one after the other, each of what the one before would have
/// left. Pure.
/// </summary>
/// <param name="Steps">The agent's steps, in order, in its own words.</param>
/// <param name="Effect">When the change takes effect, and by whose leave.</param>
/// <param name="Refusal">Why nothing may be done; null: it may.</param>
public sealed record AgentStory(IReadOnlyList<string> Steps, string Effect, string? Refusal)
{
    /// <summary>A restart takes three rounds; more than this would be a plan that has no end.</summary>
    private const int MaxRounds = 10;

    /// <summary>The steps for a machine that changes.</summary>
    /// <param name="before">The machine as it is.</param>
    /// <param name="after">As it would be.</param>
    /// <param name="host">Its host.</param>
    /// <param name="all">All machines as they would be.</param>
    public static AgentStory OfChange(LustreMachine before, LustreMachine after, KvmHost? host, IReadOnlyList<LustreMachine> all) => Guarded(before, () =>
    {
        MachineObservation seen = AssumedDomain.Of(before, host);
        MachineObservation start = seen with
        {
            Machine = after with { Status = before.Status },
            Conflict = AllocationClaims.ConflictOf(after, all.Where(machine => machine.Spec.Host == after.Spec.Host), host: null),
        };
        (IReadOnlyList<MachineAction> steps, MachineFault? refusal) = Run(start);
        return new AgentStory([.. steps.Select(step => step.Describe())], Effects.Of(start, steps), refusal?.Message);
    });

    /// <summary>The steps for a machine that is deleted.</summary>
    public static AgentStory OfRelease(LustreMachine machine, KvmHost? host, DateTimeOffset now) => Guarded(machine, () =>
    {
        MachineObservation start = AssumedDomain.Of(
            machine with { Metadata = machine.Metadata with { DeletionTimestamp = machine.Metadata.DeletionTimestamp ?? now } }, host);
        (IReadOnlyList<MachineAction> steps, MachineFault? refusal) = Run(start);
        return new AgentStory(
            [.. steps.Select(step => step.Describe())], start.Domain is null ? "its host has nothing of it" : "its host releases it", refusal?.Message);
    });

    // A machine that cannot be read stops its own story alone.
    private static AgentStory Guarded(LustreMachine machine, Func<AgentStory> tell)
    {
        try
        {
            return tell();
        }
        catch (FormatException fault)
        {
            return new AgentStory([], "", $"machine {machine.Metadata.Name} cannot be read: {fault.Message}");
        }
    }

    private static (IReadOnlyList<MachineAction> Steps, MachineFault? Refusal) Run(MachineObservation observed)
    {
        List<MachineAction> steps = [];
        for (int round = 0; round < MaxRounds; round++)
        {
            MachinePlan plan = MachinePlanner.Plan(observed);
            if (plan.Fault is { } fault)
            {
                return (steps, fault);
            }

            steps.AddRange(plan.Actions);
            MachineObservation next = Reported(plan.Actions.Aggregate(observed, DomainRehearsal.After));
            if (plan.Actions.Count == 0 && next.Machine.Status == observed.Machine.Status)
            {
                break;
            }

            observed = next;
        }

        return (steps, null);
    }

    // Of the status only what the agent's plans look at. A restart is announced in it first, and stays announced until it is done.
    private static MachineObservation Reported(MachineObservation observed)
    {
        LustreMachine machine = observed.Machine;
        LustreMachineStatus before = machine.Status ?? new LustreMachineStatus();
        MachinePlan plan = MachinePlanner.Plan(observed);
        LustreMachineStatus told = MachineStatusBuilder.Build(plan, plan, failure: null, before.Conditions);
        LustreMachineStatus after = before with { ObservedGeneration = machine.Metadata.Generation ?? 0, RestartedAt = told.RestartedAt };
        Condition required = told.Conditions.Find(MachineConditionTypes.RestartRequired)!;
        if (required.Status == ConditionStatus.True != before.Conditions.IsTrue(MachineConditionTypes.RestartRequired))
        {
            IEnumerable<Condition> others = before.Conditions.Where(condition => condition.Type != required.Type);
            after = after with { Conditions = [.. others, required] };
        }

        return observed with { Machine = machine with { Status = after } };
    }
}
