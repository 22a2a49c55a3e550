using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Operator;

namespace LustreOperator.Cli.Power;

/// <summary>What a request means for one machine, and what its user reads of it. Pure.</summary>
internal static class PowerChange
{
    /// <summary>Changes the overrides where that is needed.</summary>
    /// <param name="verb">The request.</param>
    /// <param name="wanted">The machine as the cluster's spec asks for it.</param>
    /// <param name="machine">The machine as it is.</param>
    /// <param name="overrides">The cluster's overrides.</param>
    /// <param name="now">The time of the request.</param>
    /// <returns>What happens, with the machine as the subject; or why there was nothing to change.</returns>
    /// <exception cref="CommandException">The machine cannot do that.</exception>
    public static string Apply(PowerVerb verb, WantedMachine wanted, LustreMachine machine, OverrideList overrides, DateTimeOffset now)
    {
        switch (verb)
        {
            case PowerVerb.Stop when wanted.PowerState == PowerState.Off:
                return IsOff(machine) ? $"{wanted.Name} is off already" : $"{wanted.Name} is stopping already";
            case PowerVerb.Stop:
                overrides.SetPower(wanted.Name, PowerState.Off);
                return $"{wanted.Name} stops";
            case PowerVerb.Start when wanted.PowerState == PowerState.Running:
                return AlreadyOn(wanted, machine);
            case PowerVerb.Start:
                // The group's word is enough where it is the same: then the machine follows the group again.
                overrides.SetPower(wanted.Name, wanted.Group.PowerState == PowerState.Running ? null : PowerState.Running);
                return $"{wanted.Name} starts";
            default:
                if (wanted.PowerState == PowerState.Off)
                {
                    throw new CommandException($"{wanted.Name} is off, so it cannot restart; kubectl lustre start {wanted.Name} starts it");
                }

                overrides.SetRestart(wanted.Name, now);
                return $"{wanted.Name} restarts";
        }
    }

    private static string AlreadyOn(WantedMachine wanted, LustreMachine machine) =>
        machine.Status?.Conditions.Find(ConditionTypes.Ready) is { Reason: MachineReasons.StoppedByGuest } ready
            ? $"{wanted.Name} should be running already: {ready.Message}; kubectl lustre restart {wanted.Name} starts it"
            : $"{wanted.Name} is {(MachineHealth.Runs(machine) ? "running" : "starting")} already";

    private static bool IsOff(LustreMachine machine) => machine.Status?.Domain?.State is null or DomainState.ShutOff;
}
