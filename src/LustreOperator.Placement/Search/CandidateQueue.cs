using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>
/// The hosts for the new machines of one group, the best first, looked at only as far as needed: shelves and levels of the ledger's index, and single
/// hosts, wait by the least score that they can have, and a host that comes first is fitted. What comes first with its real score is the best of all. A host
/// that has changed since waits anew; what waits of it from before is dropped.
/// </summary>
internal sealed class CandidateQueue
{
    private readonly PlacementLedger _ledger;
    private readonly PlacementRequest _request;
    private readonly IReadOnlyDictionary<string, HostState> _changed;
    private readonly IReadOnlyList<string> _changes;
    private readonly SearchBudget _budget;
    private readonly PriorityQueue<Candidate, Rank> _queue = new();
    private int _seen;

    /// <summary>For machines that differ from the given one in nothing but their index.</summary>
    /// <param name="ledger">The hosts.</param>
    /// <param name="request">Whose machines they are.</param>
    /// <param name="demand">One of the machines.</param>
    /// <param name="changed">Hosts that are not as in the ledger any more.</param>
    /// <param name="changes">Their names in the order in which they changed, each as often as it did.</param>
    /// <param name="budget">Of the call.</param>
    public CandidateQueue(
        PlacementLedger ledger, PlacementRequest request, Demand demand, IReadOnlyDictionary<string, HostState> changed,
        IReadOnlyList<string> changes, SearchBudget budget)
    {
        (_ledger, _request, _changed, _changes, _budget) = (ledger, request, changed, changes, budget);
        foreach (Shelf shelf in ledger.Free.Shelves.Where(shelf => shelf.FreeDevices >= demand.Devices.Count))
        {
            Advance(new Candidate { Walk = Levels(shelf, demand).GetEnumerator() });
        }
    }

    /// <summary>Takes the best place out; null: there is none. The caller puts the machine there.</summary>
    public SetPlacement? Take(Demand demand)
    {
        for (; _seen < _changes.Count; _seen++)
        {
            if (HostSlot.Of(_ledger, _request, _changes[_seen]) is { } slot)
            {
                Offer(slot, _changed[slot.Name], demand);
            }
        }

        List<(Candidate Candidate, Rank Rank)> besidePartner = [];
        SetPlacement? best = null;
        while (best is null && _queue.TryDequeue(out Candidate? next, out Rank rank))
        {
            _budget.ThrowIfCancelled();
            if (next.Walk is { Current: var found })
            {
                if (found.Level is { } level)
                {
                    Advance(new Candidate { Walk = level.GetEnumerator() });
                }
                else
                {
                    Offer(found.Host!, demand);
                }

                Advance(next);
            }
            else if (next.State != StateOf(next.Slot!))
            {
                continue;
            }
            else if (next.Fit is null)
            {
                if (Fitter.Best(next.State!, demand, _budget) is { } fit)
                {
                    _queue.Enqueue(next with { Fit = fit }, Rank.Of(HostScore.Of(next.State!, fit), next.Slot!.Name));
                }
            }
            else if (HostScore.Together(next.State!, demand))
            {
                besidePartner.Add((next, rank));
            }
            else
            {
                best = Place(next, demand);
            }
        }

        if (best is null && besidePartner is [var (first, _), ..])
        {
            besidePartner.RemoveAt(0);
            best = Place(first, demand);
        }

        _queue.EnqueueRange(besidePartner);
        return best;
    }

    private static SetPlacement Place(Candidate candidate, Demand demand)
    {
        Fit fit = candidate.Fit! with { Demand = demand };
        return new SetPlacement(candidate.Slot!, fit, HostScore.Of(candidate.State!, fit));
    }

    // In the order of the ranks that the best of them can have: with more CPUs left the score grows.
    private IEnumerable<Found> Levels(Shelf shelf, Demand demand)
    {
        foreach ((FreeLevel level, IEnumerable<LedgerHost> hosts) in _ledger.Free.On(shelf, demand.CpuCount))
        {
            int remote = demand.Numa == NumaPolicy.None ? 0 : level.LeastRemote(demand);
            if (remote > 0 && demand.Numa == NumaPolicy.Required)
            {
                continue;
            }

            int blocked = demand.Dedicated || shelf.HasSharedCpus || demand.Numa == NumaPolicy.Required ? 0 : level.Cpus;
            var least = new Rank(0, 0, blocked, demand.Devices.Count > 0 ? 0 : shelf.FreeDevices, 0, level.Cpus - demand.CpuCount, "");
            yield return new Found(least, hosts.Select(host => new Found(least with { Remote = remote, Name = host.Name }, null, host)), null);
        }
    }

    private void Advance(Candidate walk)
    {
        if (walk.Walk!.MoveNext())
        {
            _queue.Enqueue(walk, walk.Walk.Current.Rank);
        }
        else
        {
            walk.Walk.Dispose();
        }
    }

    private void Offer(LedgerHost host, Demand demand)
    {
        if (!_changed.ContainsKey(host.Name))
        {
            Offer(HostSlot.Of(_ledger, _request, host), host.State!, demand);
        }
    }

    private void Offer(HostSlot slot, HostState state, Demand demand)
    {
        if (HostAdmission.Reject(slot, state, demand) is null && QuickFit.MayFit(state, demand))
        {
            _queue.Enqueue(new Candidate { Slot = slot, State = state }, LeastRank(slot.Name, state, demand));
        }
    }

    private static Rank LeastRank(string name, HostState state, Demand demand)
    {
        // A machine that shares runs on all that it may: on one node, or it is remote.
        BitSet? shared = demand.Dedicated ? null : (state.Host.SharedByAdmin ?? state.Host.AllowedCpus).Except(state.Dedicated);
        int sharedCount = shared?.Count ?? 0;
        int remote = int.MaxValue;
        int leastOnNode = int.MaxValue;
        for (int node = 0; node < state.FreeOn.Length; node++)
        {
            remote = Math.Min(remote, Math.Max(0, demand.CpuCount - state.FreeOn[node]) + Math.Max(0, demand.Devices.Count - state.FreeDevicesOn[node])
                + (state.Memory[0].RoomOn(node) < demand.NormalKiB ? 1 : 0)
                + (shared is not null && shared.CountIn(state.Host.NodeCpus[node]) < sharedCount ? demand.Vcpus : 0));
            leastOnNode = Math.Min(leastOnNode, state.FreeOn[node]);
        }

        int blocked = demand.Dedicated || state.Host.SharedByAdmin is not null ? 0
            : demand.Numa == NumaPolicy.Required ? leastOnNode
            : state.Free.Count;
        return new Rank(
            demand.Numa == NumaPolicy.Preferred ? remote : 0, 0, blocked,
            demand.Devices.Count > 0 ? 0 : state.FreeDevices.Length, HostScore.OfCluster(state, demand), state.Free.Count - demand.CpuCount, name);
    }

    private HostState? StateOf(HostSlot slot) => _changed.TryGetValue(slot.Name, out HostState? state) ? state : slot.State;

    // A level of a shelf, or a host of a level.
    private sealed record Found(Rank Rank, IEnumerable<Found>? Level, LedgerHost? Host);

    // A shelf or a level that is walked, a host with its state, or a host that has been fitted.
    private sealed record Candidate
    {
        public IEnumerator<Found>? Walk { get; init; }

        public HostSlot? Slot { get; init; }

        public HostState? State { get; init; }

        public Fit? Fit { get; init; }
    }

    // A HostScore but for the partner, which is another one for each machine; names break ties.
    private readonly record struct Rank(int Remote, int Far, int BlockedCpus, int WastedHcas, int SameCluster, int CpusLeft, string Name) : IComparable<Rank>
    {
        public static Rank Of(HostScore score, string name) =>
            new(score.Remote, score.Far, score.BlockedCpus, score.WastedHcas, score.SameCluster, score.CpusLeft, name);

        public int CompareTo(Rank other) =>
            Remote != other.Remote ? Remote.CompareTo(other.Remote)
            : Far != other.Far ? Far.CompareTo(other.Far)
            : BlockedCpus != other.BlockedCpus ? BlockedCpus.CompareTo(other.BlockedCpus)
            : WastedHcas != other.WastedHcas ? WastedHcas.CompareTo(other.WastedHcas)
            : SameCluster != other.SameCluster ? SameCluster.CompareTo(other.SameCluster)
            : CpusLeft != other.CpusLeft ? CpusLeft.CompareTo(other.CpusLeft)
            : string.CompareOrdinal(Name, other.Name);

        public static bool operator <(Rank one, Rank other) => one.CompareTo(other) < 0;

        public static bool operator >(Rank one, Rank other) => one.CompareTo(other) > 0;

        public static bool operator <=(Rank one, Rank other) => one.CompareTo(other) <= 0;

        public static bool operator >=(Rank one, Rank other) => one.CompareTo(other) >= 0;
    }
}
