using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>
/// All hosts and machines as a plan needs them: what hosts have and who holds it, and the volumes that were kept. Immutable. It is what the objects say,
/// found again in other order; nothing is decided in it.
/// </summary>
/// <param name="Places">CPUs, memory and devices.</param>
/// <param name="Volumes">Volumes of Data disks.</param>
internal sealed record Fleet(PlacementLedger Places, KeptVolumes Volumes)
{
    public static Fleet Empty { get; } = new(PlacementLedger.Empty, KeptVolumes.None);

    public static Fleet Of(IReadOnlyCollection<KvmHost> hosts, IReadOnlyCollection<LustreMachine> machines) =>
        new(PlacementLedger.Of(hosts, machines), KeptVolumes.Of(hosts, machines));

    public Fleet With(KvmHost host) => new(Places.WithHost(host), Volumes.With(host));

    public Fleet WithoutHost(string name) => new(Places.WithoutHost(name), Volumes.WithoutHost(name));

    public Fleet With(LustreMachine machine) => new(Places.WithMachine(machine), Volumes.With(machine));

    public Fleet WithoutMachine(string? @namespace, string name) =>
        new(Places.WithoutMachine(@namespace ?? "", name), Volumes.WithoutMachine(@namespace, name));

    /// <summary>With what is about to be written of machines (<see cref="PlacementLedger.TryClaim"/>); null: something of it is taken.</summary>
    public Fleet? TryClaim(IReadOnlyList<LustreMachine> planned, Fleet plannedOn) =>
        Places.TryClaim(planned, plannedOn.Places) is { } places && Volumes.TryClaim(planned, plannedOn.Volumes) is { } volumes
            ? new Fleet(places, volumes)
            : null;

    public Fleet WithoutClaims(IEnumerable<LustreMachine> planned) => planned.Aggregate(this, (fleet, machine) =>
        new Fleet(fleet.Places.WithoutClaim(machine), fleet.Volumes.WithoutClaim(machine)));
}
