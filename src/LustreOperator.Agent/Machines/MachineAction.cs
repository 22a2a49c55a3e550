using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// One step on the way from what is to what is wanted. A dry run prints it, an Event tells of it, tests compare it. Each is declared in the folder of the
/// phase whose hands do it.
/// </summary>
/// <param name="Reason">The word of the Event; null for steps too small to tell of.</param>
internal abstract record MachineAction(string? Reason)
{
    /// <summary>The step in words.</summary>
    public abstract string Describe();

    /// <summary>
    /// Why libvirt refused the step, in words to act on. libvirt speaks the language of its host: what counts are its codes and what is there now; of its
    /// message only names, and words as the last resort. Pure.
    /// </summary>
    /// <param name="fault">How it failed.</param>
    /// <param name="now">The look that the step was planned from, with the host as it is after the failure; its host is null where that cannot be read.</param>
    /// <returns>Null: the step says no more than libvirt does.</returns>
    public virtual MachineFault? Explain(LibvirtException fault, MachineLook now) => null;

    /// <summary>Whether the step would break a copy, commit, backup, save or migration that is under way.</summary>
    public virtual bool Disturbs => false;

    /// <summary>Whether the step is put off while one is under way: it would break it, or is for the sake of a step that would.</summary>
    public virtual bool WaitsForJobs => Disturbs;

    /// <summary>Whether the step only makes something ready for a first start, which is told in its place.</summary>
    public virtual bool IsPreparation => false;

    /// <summary>Whether the step tells of something that should not have happened.</summary>
    public virtual bool IsWarning => IsRepair;

    /// <summary>Whether the step puts right what somebody else changed; such Events are warnings.</summary>
    public bool IsRepair { get; init; }
}
