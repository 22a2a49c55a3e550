using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>Looks for places: <see cref="Placer"/>, or something around it.</summary>
internal delegate PlacementResult PlacementSearch(PlacementLedger ledger, PlacementRequest request, CancellationToken cancellationToken);

/// <summary>All that several phases need of one observation of a cluster, computed once, and what earlier phases leave to later ones. Pure.</summary>
internal sealed record ClusterLook
{
    private ClusterLook()
    {
    }

    public required ClusterObservation Observed { get; init; }

    /// <summary>The cluster's own machines by name; not those that an earlier object of its name left.</summary>
    public required IReadOnlyDictionary<string, LustreMachine> Own { get; init; }

    /// <summary>The machines that its spec asks for and that do not exist, in the order of the spec.</summary>
    public required IReadOnlyList<WantedMachine> Missing { get; init; }

    /// <summary>What hosts have and who holds it, with the steps of earlier phases.</summary>
    public required PlacementLedger Places { get; init; }

    /// <summary>Whether an earlier phase holds the steps of later ones back.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Why nobody can tell what later phases are about; null: they tell what is.</summary>
    public ClusterFault? HeldFor { get; init; }

    /// <summary>The cluster; phases after the first are not asked when it is gone.</summary>
    public LustreCluster Cluster => Observed.Cluster ?? throw new InvalidOperationException("the cluster is gone");

    public IReadOnlyList<WantedMachine> Wanted => Observed.Wanted;

    /// <summary>Whether all machines exist, and none of them is about to go.</summary>
    public bool IsComplete => Missing.Count == 0 && !Wanted.Any(want => MachineHealth.IsLeaving(Own[want.Name]));

    private PlacementSearch Search { get; init; } = Placer.Place;

    private CancellationToken Cancellation { get; init; }

    /// <summary>The first phase's look.</summary>
    /// <param name="observed">What is there.</param>
    /// <param name="search">Looks for places.</param>
    /// <param name="cancellationToken">Ends a search for places at once.</param>
    public static ClusterLook Of(ClusterObservation observed, PlacementSearch search, CancellationToken cancellationToken)
    {
        Dictionary<string, LustreMachine> own =
            observed.Machines.Where(machine => IsOwn(machine, observed.Cluster)).ToDictionary(machine => machine.Metadata.Name);
        return new ClusterLook
        {
            Observed = observed,
            Own = own,
            Missing = [.. observed.Wanted.Where(want => !own.ContainsKey(want.Name))],
            Places = observed.Fleet.Places,
            Search = search,
            Cancellation = cancellationToken,
        };
    }

    /// <summary>The next phase's look.</summary>
    public ClusterLook After(PhasePlan plan) =>
        this with { IsHeld = IsHeld || plan.Holds != PhaseHold.Nothing, HeldFor = HeldFor ?? plan.HoldsFor, Places = plan.Places ?? Places };

    /// <summary>Places for machines of the cluster.</summary>
    /// <param name="places">What hosts have and who holds it.</param>
    /// <param name="wishes">The machines.</param>
    /// <exception cref="OperationCanceledException">The plan was cancelled.</exception>
    public PlacementResult Find(PlacementLedger places, IReadOnlyList<MachineWish> wishes) =>
        Search(places, new PlacementRequest(Cluster.Spec.Hosts.Selector, Cluster.Spec.Placement.Numa, wishes, Cluster.Spec.Networks), Cancellation);

    private static bool IsOwn(LustreMachine machine, LustreCluster? cluster) =>
        cluster is not null && machine.Metadata.OwnerReferences?.Any(owner => owner.Uid == cluster.Metadata.Uid) == true;
}
