using LustreOperator.Api;

namespace LustreOperator.Planning;

/// <summary>The machine that takes over another's targets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Host">Where it is; null: it has no place.</param>
public sealed record Partner(string Name, string? Host)
{
    /// <summary>The partner of a machine; null for a machine without targets, and for the last of an odd number.</summary>
    public static Partner? Of(WantedMachine wanted, IReadOnlyList<LustreMachine> machines, LustreCluster cluster)
    {
        bool serves = wanted.Group.Roles.Any(role => role is MachineRole.MGS or MachineRole.MDS or MachineRole.OSS);
        int index = wanted.Index ^ 1;
        if (!serves || index >= wanted.Group.Count)
        {
            return null;
        }

        string name = MachineNames.Of(cluster.Metadata.Name, wanted.Group.Name, index);
        return new Partner(name, machines.FirstOrDefault(machine => machine.Metadata.Namespace == cluster.Metadata.Namespace && machine.Metadata.Name == name)?.Spec.Host);
    }
}
