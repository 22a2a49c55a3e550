using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>What a machine's object says of it. Pure.</summary>
public static class MachineHealth
{
    /// <summary>Whether it is being deleted.</summary>
    public static bool IsLeaving(LustreMachine machine) => machine.Metadata.DeletionTimestamp is not null;

    /// <summary>Whether it may run: all machines of its cluster existed once.</summary>
    public static bool IsAdmitted(LustreMachine machine) => machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.AdmittedAnnotation) == "true";

    public static bool Runs(LustreMachine machine) => machine.Status?.Domain?.State == DomainState.Running && !IsUnknown(machine);

    /// <summary>Whether there is a domain that holds something: one that is shut off holds nothing.</summary>
    public static bool HasDomain(LustreMachine machine) => machine.Status?.Domain is { State: not DomainState.ShutOff };

    /// <summary>Whether the agent has seen the present spec and everything is as that spec says; a machine that is Off as wanted is.</summary>
    public static bool IsInSync(LustreMachine machine) =>
        SeesPresentSpec(machine) && !IsUnknown(machine) && (IsOffAsWanted(machine)
            || (machine.Status!.Conditions.IsTrue(MachineConditionTypes.PinsInSync)
                && machine.Status.Conditions.IsTrue(MachineConditionTypes.DevicesInSync)
                && !machine.Status.Conditions.IsTrue(MachineConditionTypes.RestartRequired)));

    /// <summary>Whether the machine is, and does, what the cluster asks.</summary>
    public static bool IsAsWanted(WantedMachine wanted, LustreMachine machine) =>
        IsAdmitted(machine)
        && machine.Spec.PowerState == wanted.PowerState
        && SeesPresentSpec(machine)
        && (IsOffAsWanted(machine) || (machine.Status!.Conditions.IsTrue(ConditionTypes.Ready) && machine.Spec.PowerState == PowerState.Running));

    /// <summary>Why a machine is not as wanted.</summary>
    public static string Problem(LustreMachine machine) => machine switch
    {
        { Status: null } when !IsAdmitted(machine) => "waits until all machines of its cluster exist",
        _ when machine.Status?.Conditions.Find(ConditionTypes.Ready) is not { } ready =>
            $"the agent of host {machine.Spec.Host} has not taken it up yet; is it running?",
        _ when machine.Status!.Conditions.Find(ConditionTypes.Ready) is { Status: not ConditionStatus.True } ready && ready.Message.Length > 0 => ready.Message,
        _ => $"the agent of host {machine.Spec.Host} has not seen its present spec yet",
    };

    private static bool SeesPresentSpec(LustreMachine machine) => machine.Status?.ObservedGeneration == machine.Metadata.Generation;

    /// <summary>Whether its host is not heard of, so that nobody knows what it does now.</summary>
    public static bool IsUnknown(LustreMachine machine) =>
        machine.Status?.Conditions.Find(ConditionTypes.Ready)?.Status == ConditionStatus.Unknown;

    private static bool IsOffAsWanted(LustreMachine machine) =>
        machine.Spec.PowerState == PowerState.Off
        && machine.Status?.Conditions.Find(ConditionTypes.Ready)?.Reason == ConditionReasons.PoweredOff;
}
