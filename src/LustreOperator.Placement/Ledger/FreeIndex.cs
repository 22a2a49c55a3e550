using System.Collections.Immutable;
using ByCpus = System.Collections.Immutable.ImmutableSortedDictionary<int, System.Collections.Immutable.ImmutableSortedDictionary<string, LustreOperator.Placement.LedgerHost>>;
using ByName = System.Collections.Immutable.ImmutableSortedDictionary<string, LustreOperator.Placement.LedgerHost>;

namespace LustreOperator.Placement;

/// <summary>
/// The hosts that take machines by what is free on them, so that a search looks at the best first and at few. Immutable: a change copies a few
/// nodes of three nested trees.
/// </summary>
internal sealed class FreeIndex
{
    private readonly ImmutableSortedDictionary<Shelf, ByCpus> _shelves;

    private FreeIndex(ImmutableSortedDictionary<Shelf, ByCpus> shelves) => _shelves = shelves;

    public static FreeIndex Empty { get; } = new(ImmutableSortedDictionary<Shelf, ByCpus>.Empty);

    public IEnumerable<Shelf> Shelves => _shelves.Keys;

    public static FreeIndex Of(IEnumerable<LedgerHost> hosts) => new(
        hosts.Where(host => host.TakesMachines).GroupBy(host => Shelf.Of(host.State!)).ToImmutableSortedDictionary(
            shelf => shelf.Key,
            shelf => shelf.GroupBy(host => host.State!.Free.Count).ToImmutableSortedDictionary(
                same => same.Key,
                same => same.ToImmutableSortedDictionary(host => host.Name, host => host, StringComparer.Ordinal))));

    /// <summary>The hosts of a shelf with at least so many CPUs free: those with the fewest first, then by name.</summary>
    public IEnumerable<(int FreeCpus, LedgerHost Host)> On(Shelf shelf, int cpus)
    {
        foreach ((int free, ByName hosts) in _shelves[shelf])
        {
            if (free < cpus)
            {
                continue;
            }

            foreach ((_, LedgerHost host) in hosts)
            {
                yield return (free, host);
            }
        }
    }

    /// <summary>With a host as it is now in the place of what it was.</summary>
    public FreeIndex Replace(LedgerHost before, LedgerHost after)
    {
        ImmutableSortedDictionary<Shelf, ByCpus> shelves = _shelves;
        if (before.TakesMachines && !(after.TakesMachines && ReferenceEquals(before.State, after.State)))
        {
            Shelf shelf = Shelf.Of(before.State!);
            int cpus = before.State!.Free.Count;
            ByName hosts = shelves[shelf][cpus].Remove(before.Name);
            ByCpus byCpus = hosts.IsEmpty ? shelves[shelf].Remove(cpus) : shelves[shelf].SetItem(cpus, hosts);
            shelves = byCpus.IsEmpty ? shelves.Remove(shelf) : shelves.SetItem(shelf, byCpus);
        }

        if (after.TakesMachines)
        {
            Shelf shelf = Shelf.Of(after.State!);
            int cpus = after.State!.Free.Count;
            ByCpus byCpus = shelves.GetValueOrDefault(shelf, ByCpus.Empty);
            ByName hosts = byCpus.GetValueOrDefault(cpus, ByName.Empty.WithComparers(StringComparer.Ordinal));
            shelves = shelves.SetItem(shelf, byCpus.SetItem(cpus, hosts.SetItem(after.Name, after)));
        }

        return new FreeIndex(shelves);
    }
}

/// <summary>What hosts of one part of a <see cref="FreeIndex"/> have in common.</summary>
/// <param name="HasSharedCpus">Whether the admin set CPUs aside for Shared machines: where not, such a machine blocks free ones.</param>
/// <param name="FreeDevices">Number of devices that a machine can still have.</param>
internal readonly record struct Shelf(bool HasSharedCpus, int FreeDevices) : IComparable<Shelf>
{
    public static Shelf Of(HostState state) => new(state.Host.SharedByAdmin is not null, state.FreeDevices.Length);

    public int CompareTo(Shelf other) => HasSharedCpus == other.HasSharedCpus ? FreeDevices.CompareTo(other.FreeDevices) : HasSharedCpus.CompareTo(other.HasSharedCpus);

    public static bool operator <(Shelf one, Shelf other) => one.CompareTo(other) < 0;

    public static bool operator >(Shelf one, Shelf other) => one.CompareTo(other) > 0;

    public static bool operator <=(Shelf one, Shelf other) => one.CompareTo(other) <= 0;

    public static bool operator >=(Shelf one, Shelf other) => one.CompareTo(other) >= 0;
}
