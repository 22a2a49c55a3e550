using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>
/// One step of the operator. A dry run prints it, an Event tells of it, tests compare it. Each is declared in the folder of the phase whose hands do it.
/// </summary>
/// <param name="Reason">The word of the Event; null for steps too small to tell of.</param>
internal abstract record ClusterAction(string? Reason)
{
    /// <summary>The step in words.</summary>
    public abstract string Describe();

    /// <summary>
    /// The machine, as it is to be, that is given something which others could have too: CPUs, memory, devices, volumes. Without a status: what it has is
    /// counted beside it, and may become less while this is written. Null: the step gives nothing.
    /// </summary>
    public virtual LustreMachine? Claim => null;

    /// <summary>Whether the step makes an object: that something is not found is then no sign that the object has changed meanwhile.</summary>
    public virtual bool IsCreation => false;

    /// <summary>Whether the step's patch tests that the object is still what the plan was made for.</summary>
    public virtual bool IsTested => false;
}
