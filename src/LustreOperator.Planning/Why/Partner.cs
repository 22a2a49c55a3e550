using LustreOperator.Api;

namespace LustreOperator.Planning;

/// <summary>The machine that takes over another's targets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Host">Where it is; null: it has no place.</param>
public sealed record Partner(string Name, string? Host)
{
    /// <summary>The failover partner of a machine; null: it has none.</summary>
    public static Partner? Of(WantedMachine wanted, IReadOnlyList<LustreMachine> machines, LustreCluster cluster) => wanted.Partner is not { } name ? null
        : new Partner(
            name, machines.FirstOrDefault(machine => machine.Metadata.Namespace == cluster.Metadata.Namespace && machine.Metadata.Name == name)?.Spec.Host);
}
