using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>
/// What becomes of machines that exist: new settings, new resources on the host they are on, admission. A machine never leaves its
/// host.
/// </summary>
/// <param name="Updates">Changes of machine objects.</param>
/// <param name="Outdated">Why a machine keeps its old resources, by machine.</param>
/// <param name="Notes">What the user should know of new places.</param>
/// <param name="Machines">All machines of all clusters, as they are after the updates.</param>
internal sealed record Replacement(
    IReadOnlyList<UpdateMachine> Updates, IReadOnlyDictionary<string, string> Outdated, IReadOnlyList<string> Notes, IReadOnlyList<LustreMachine> Machines)
{
    public static Replacement Plan(
        ClusterObservation observed, LustreCluster cluster, IReadOnlyList<WantedMachine> wanted, IReadOnlyDictionary<string, LustreMachine> own,
        PlacementSearch search, CancellationToken cancellationToken)
    {
        var kept = new KeptVolumes(observed.Hosts, observed.AllMachines);
        List<UpdateMachine> updates = [];
        List<string> notes = [];
        Dictionary<string, KvmHost> hosts = observed.Hosts.DistinctBy(host => host.Metadata.Name).ToDictionary(host => host.Metadata.Name);
        Dictionary<string, string> outdated = [];
        List<LustreMachine> all = [.. observed.AllMachines];
        foreach (WantedMachine want in wanted)
        {
            if (!own.TryGetValue(want.Name, out LustreMachine? machine) || ClusterPlanner.IsLeaving(machine))
            {
                continue;
            }

            if (machine.Unreadable is { } unreadable)
            {
                outdated[want.Name] = $"it is left alone, because something of the object cannot be read: {unreadable}";
                continue;
            }

            (LustreMachineSpec spec, string? refused) = Settings(cluster, want, machine, kept);
            if (refused is not null)
            {
                outdated[want.Name] = refused;
            }

            PlacedFor asked = PlacedFor.Of(cluster.Spec, want.Group);
            string placedFor = asked.ToText();
            bool isPlacedAnew = false;
            if (!asked.IsOf(machine, hosts.GetValueOrDefault(machine.Spec.Host)))
            {
                PlacementResult result = Place(observed, cluster, want, machine, all, search, cancellationToken);
                if (result.Failure is { } failure)
                {
                    outdated[want.Name] = failure.Message;
                    placedFor = ClusterPlanner.PlacedForOf(machine);
                }
                else
                {
                    spec = MachineTemplate.Placed(spec, cluster, want, result.Assignments[0]);
                    isPlacedAnew = true;
                    notes.AddRange(result.Notes);
                    all[all.FindIndex(other => ReferenceEquals(other, machine))] = machine with { Spec = spec };
                }
            }

            bool admit = !ClusterPlanner.IsAdmitted(machine);
            string[] changes = [.. SpecChanges.Between(machine.Spec, spec)];
            if (changes.Length > 0 || isPlacedAnew || admit)
            {
                string why = changes.Length > 0 ? string.Join(", ", changes) : admit ? "all machines of its cluster exist" : "template";
                updates.Add(ClusterPlanner.Update(machine, spec, placedFor, why, admit));
            }
        }

        return new Replacement(updates, outdated, notes, all);
    }

    // A new disk that cannot be had yet waits; the rest reaches the machine.
    private static (LustreMachineSpec Spec, string? Refused) Settings(LustreCluster cluster, WantedMachine want, LustreMachine machine, KeptVolumes kept)
    {
        string?[] refused = [DiskChanges.Merge(want.Name, machine.Spec.Disks, want.Disks).Refused];
        LustreMachineSpec spec = MachineTemplate.Settings(cluster, want, machine.Spec);
        List<DiskSpec> disks = [];
        foreach (DiskSpec disk in spec.Disks)
        {
            if (machine.Spec.Disks.Any(there => there.Name == disk.Name))
            {
                disks.Add(disk);
                continue;
            }

            VolumeNeeds needs = kept.For(machine.Metadata.Namespace, want.Name, [disk], machine.Metadata.Uid);
            string? problem = needs.Problem?.Message
                ?? (needs.Hosts?.Contains(machine.Spec.Host) == false ? $"disk {disk.Name}: its volume is on host {string.Join(", ", needs.Hosts)}, and the machine on {machine.Spec.Host}" : null);
            refused = [.. refused, problem];
            disks.AddRange(problem is null ? needs.Disks : []);
        }

        string[] words = [.. refused.OfType<string>()];
        return (spec with { Disks = disks }, words.Length == 0 ? null : string.Join("; ", words));
    }

    private static PlacementResult Place(
        ClusterObservation observed, LustreCluster cluster, WantedMachine want, LustreMachine machine, IReadOnlyList<LustreMachine> all,
        PlacementSearch search, CancellationToken cancellationToken) =>
        search(
            new PlacementProblem(
                observed.Hosts, all, cluster.Spec.Hosts.Selector, cluster.Spec.Placement.Numa,
                [new MachineWish(cluster.Metadata.Namespace!, want.Name, cluster.Metadata.Name, want.Group, want.Index, machine)],
                cluster.Spec.Networks),
            cancellationToken);
}
