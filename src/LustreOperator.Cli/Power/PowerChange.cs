using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Operator;

namespace LustreOperator.Cli.Power;

/// <summary>What a request means for the spec of a cluster, and what its user reads of it. Pure.</summary>
/// <param name="verb">The request.</param>
/// <param name="groups">The cluster's groups.</param>
/// <param name="overrides">The cluster's overrides.</param>
/// <param name="now">The time of the request.</param>
internal sealed class PowerChange(PowerVerb verb, GroupList groups, OverrideList overrides, DateTimeOffset now)
{
    /// <summary>Changes the overrides of one machine where that is needed.</summary>
    /// <param name="wanted">The machine as the cluster's spec asks for it.</param>
    /// <param name="machine">The machine as it is.</param>
    /// <returns>What happens, with the machine as the subject; or why there was nothing to change.</returns>
    /// <exception cref="CommandException">The machine cannot do that.</exception>
    public string Apply(WantedMachine wanted, LustreMachine machine)
    {
        switch (verb)
        {
            case PowerVerb.Stop when wanted.PowerState == PowerState.Off:
                return IsOff(machine) ? $"{wanted.Name} is off already" : $"{wanted.Name} is stopping already";
            case PowerVerb.Stop:
                overrides.SetPower(wanted.Name, PowerState.Off);
                return $"{wanted.Name} stops";
            case PowerVerb.Start when wanted.PowerState == PowerState.Running:
                return StartAgain(wanted, machine) ?? $"{wanted.Name} is {(MachineHealth.Runs(machine) ? "running" : "starting")} already";
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

    /// <summary>Changes a whole group in its one field, and what its machines have of their own against it.</summary>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="group">The group.</param>
    /// <param name="members">Its machines as the spec asks for them.</param>
    /// <param name="machines">Those of them that exist, by name.</param>
    /// <returns>What happens, a line for the group and one for each machine that is apart.</returns>
    /// <exception cref="CommandException">The group cannot do that.</exception>
    public IEnumerable<string> Apply(
        string cluster, MachineGroup group, IReadOnlyList<WantedMachine> members, IReadOnlyDictionary<string, LustreMachine> machines)
    {
        string subject = $"group {group.Name} of {cluster}";
        string count = members.Count == 1 ? "1 machine" : $"{members.Count} machines";
        if (verb == PowerVerb.Restart)
        {
            WantedMachine[] on = [.. members.Where(member => member.PowerState == PowerState.Running && machines.ContainsKey(member.Name))];
            Array.ForEach(on, member => overrides.SetRestart(member.Name, now));
            return
            [
                on.Length == 0
                    ? $"{subject} is off, and stays off"
                    : $"{subject} restarts ({(on.Length == members.Count ? count : $"{on.Length} of {count}")})",
                .. on.Length == 0
                    ? []
                    : members.Except(on).Select(
                        member => $"{member.Name} {(member.PowerState == PowerState.Off ? "is off, and stays off" : "has no place yet")}"),
            ];
        }

        PowerState power = verb == PowerVerb.Stop ? PowerState.Off : PowerState.Running;
        string[] again = power == PowerState.Off ? []
            : [
                .. members.Where(member => member.PowerState == power && machines.ContainsKey(member.Name))
                    .Select(member => StartAgain(member, machines[member.Name])).OfType<string>()
            ];
        bool isSo = group.PowerState == power && members.All(member => member.PowerState == power);
        if (!isSo)
        {
            groups.SetPower(group.Name, power);
            foreach (WantedMachine member in members)
            {
                overrides.SetPower(member.Name, null);
            }
        }

        return
        [
            .. !isSo ? (string[])[$"{subject} {(verb == PowerVerb.Stop ? "stops" : "starts")} ({count})"]
                : again.Length > 0 ? []
                : [$"{subject} is {(verb == PowerVerb.Stop ? "off" : "on")} already"],
            .. again,
        ];
    }

    // A machine that stopped by itself, and that its restart policy leaves off, should be running already: a restart is what starts it.
    private string? StartAgain(WantedMachine wanted, LustreMachine machine)
    {
        if (machine.Status?.Conditions.Find(ConditionTypes.Ready) is not { Reason: MachineReasons.StoppedByGuest } ready)
        {
            return null;
        }

        overrides.SetRestart(wanted.Name, now);
        return $"{wanted.Name} starts again: {ready.Message}";
    }

    private static bool IsOff(LustreMachine machine) => machine.Status?.Domain?.State is null or DomainState.ShutOff;
}
