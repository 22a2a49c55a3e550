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
/// <param name="Places">What hosts have and who holds it after the updates.</param>
internal sealed record Replacement(
    IReadOnlyList<UpdateMachine> Updates, IReadOnlyDictionary<string, string> Outdated, IReadOnlyList<string> Notes, PlacementLedger Places)
{
    public static Replacement Plan(
        ClusterObservation observed, LustreCluster cluster, IReadOnlyList<WantedMachine> wanted, IReadOnlyDictionary<string, LustreMachine> own,
        PlacementSearch search, CancellationToken cancellationToken)
    {
        List<UpdateMachine> updates = [];
        List<string> notes = [];
        Dictionary<string, string> outdated = [];
        PlacementLedger places = observed.Fleet.Places;
        Dictionary<string, (PlacedFor Record, string Text)> askedBy = [];
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

            (LustreMachineSpec spec, string? refused) = Settings(cluster, want, machine, observed.Fleet.Volumes);
            if (refused is not null)
            {
                outdated[want.Name] = refused;
            }

            if (!askedBy.TryGetValue(want.Group.Name, out (PlacedFor Record, string Text) asked))
            {
                var record = PlacedFor.Of(cluster.Spec, want.Group);
                askedBy[want.Group.Name] = asked = (record, record.ToText());
            }

            string placedFor = asked.Text;
            bool isPlacedAnew = false;
            if (ClusterPlanner.PlacedForOf(machine) != asked.Text && !asked.Record.IsOf(machine, places.HostOf(machine.Spec.Host)))
            {
                PlacementResult result = Place(places, cluster, want, machine, search, cancellationToken);
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
                    places = places.WithMachine(machine with { Spec = spec });
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

        return new Replacement(updates, outdated, notes, places);
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
        PlacementLedger places, LustreCluster cluster, WantedMachine want, LustreMachine machine, PlacementSearch search, CancellationToken cancellationToken) =>
        search(
            places,
            new PlacementRequest(
                cluster.Spec.Hosts.Selector, cluster.Spec.Placement.Numa,
                [new MachineWish(cluster.Metadata.Namespace!, want.Name, cluster.Metadata.Name, want.Group, want.Index, machine)],
                cluster.Spec.Networks),
            cancellationToken);
}
