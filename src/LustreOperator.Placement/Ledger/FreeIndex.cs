using System.Collections.Immutable;
using ByLevel = System.Collections.Immutable.ImmutableSortedDictionary<
    LustreOperator.Placement.FreeLevel, System.Collections.Immutable.ImmutableSortedDictionary<string, LustreOperator.Placement.LedgerHost>>;
using ByName = System.Collections.Immutable.ImmutableSortedDictionary<string, LustreOperator.Placement.LedgerHost>;

namespace LustreOperator.Placement;

/// <summary>
/// The hosts that take machines by what is free on them, so that a search looks at the best first and at few. Immutable: a change copies a few
/// nodes of three nested trees.
/// </summary>
internal sealed class FreeIndex
{
    private readonly ImmutableSortedDictionary<Shelf, ByLevel> _shelves;

    private FreeIndex(ImmutableSortedDictionary<Shelf, ByLevel> shelves) => _shelves = shelves;

    public static FreeIndex Empty { get; } = new(ImmutableSortedDictionary<Shelf, ByLevel>.Empty);

    public IEnumerable<Shelf> Shelves => _shelves.Keys;

    public static FreeIndex Of(IEnumerable<LedgerHost> hosts) => hosts.Aggregate(Empty, (index, host) => index.With(host));

    /// <summary>The levels of a shelf with at least so many CPUs free, those with the fewest first, and the hosts of each by name.</summary>
    public IEnumerable<(FreeLevel Level, IEnumerable<LedgerHost> Hosts)> On(Shelf shelf, int cpus)
    {
        foreach ((FreeLevel level, ByName hosts) in _shelves[shelf])
        {
            if (level.Cpus >= cpus)
            {
                yield return (level, hosts.Values);
            }
        }
    }

    /// <summary>With a host as it is now in the place of what it was.</summary>
    public FreeIndex Replace(LedgerHost before, LedgerHost after)
    {
        ImmutableSortedDictionary<Shelf, ByLevel> shelves = _shelves;
        if (before.TakesMachines && !(after.TakesMachines && ReferenceEquals(before.State, after.State)))
        {
            Shelf shelf = Shelf.Of(before.State!);
            var level = FreeLevel.Of(before.State!);
            ByName hosts = shelves[shelf][level].Remove(before.Name);
            ByLevel byLevel = hosts.IsEmpty ? shelves[shelf].Remove(level) : shelves[shelf].SetItem(level, hosts);
            shelves = byLevel.IsEmpty ? shelves.Remove(shelf) : shelves.SetItem(shelf, byLevel);
        }

        return new FreeIndex(shelves).With(after);
    }

    private FreeIndex With(LedgerHost host)
    {
        if (!host.TakesMachines)
        {
            return this;
        }

        Shelf shelf = Shelf.Of(host.State!);
        var level = FreeLevel.Of(host.State!);
        ByLevel byLevel = _shelves.GetValueOrDefault(shelf, ByLevel.Empty.WithComparers(FreeLevel.Order));
        ByName hosts = byLevel.GetValueOrDefault(level, ByName.Empty.WithComparers(StringComparer.Ordinal));
        return new FreeIndex(_shelves.SetItem(shelf, byLevel.SetItem(level, hosts.SetItem(host.Name, host))));
    }
}

/// <summary>What hosts of one part of a <see cref="FreeIndex"/> have in common.</summary>
/// <param name="HasSharedCpus">Whether the admin set CPUs aside for Shared machines: where not, such a machine blocks free ones.</param>
/// <param name="FreeDevices">Number of devices that a machine can still have.</param>
internal readonly record struct Shelf(bool HasSharedCpus, int FreeDevices) : IComparable<Shelf>
{
    public static Shelf Of(HostState state) => new(state.Host.SharedByAdmin is not null, state.FreeDevices.Length);

    public int CompareTo(Shelf other) => (HasSharedCpus, FreeDevices).CompareTo((other.HasSharedCpus, other.FreeDevices));

    public static bool operator <(Shelf one, Shelf other) => one.CompareTo(other) < 0;

    public static bool operator >(Shelf one, Shelf other) => one.CompareTo(other) > 0;

    public static bool operator <=(Shelf one, Shelf other) => one.CompareTo(other) <= 0;

    public static bool operator >=(Shelf one, Shelf other) => one.CompareTo(other) >= 0;
}
