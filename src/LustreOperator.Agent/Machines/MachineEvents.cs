using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Agent;

/// <summary>Which steps are told of in Events. Pure.</summary>
internal static class MachineEvents
{
    /// <summary>
    /// The Event of a step; null: its log line is enough. What is made for a machine that has never run goes without one: its start, or the fault that
    /// prevents it, is the news.
    /// </summary>
    public static (EventType Type, string Reason, string Message)? Of(LustreMachine machine, MachineAction action)
    {
        bool isFirst = machine.Status?.RunningSince is null && machine.Status?.Domain is null
            && action is CreateVolume or DefineDomain { IsNew: true };
        return action.Reason is not { } reason || (isFirst && !action.IsWarning) ? null
            : (
                action.IsWarning ? EventType.Warning : EventType.Normal,
                reason,
                action.IsRepair ? "changed by somebody else, put right: " + action.Describe() : action.Describe());
    }
}
