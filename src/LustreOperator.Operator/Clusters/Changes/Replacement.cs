using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>
/// What becomes of machines that exist: new settings, new resources on the host they are on, admission. A machine never leaves its
/// host.
/// </summary>
/// <param name="Updates">Changes of machine objects.</param>
/// <param name="Withdrawn">Machines that have never run and cannot have what they were made for any more, to be deleted.</param>
/// <param name="Outdated">Why a machine keeps its old resources, by machine.</param>
/// <param name="Notes">What the user should know of new places.</param>
/// <param name="Places">What hosts have and who holds it after the updates.</param>
internal sealed record Replacement(
    IReadOnlyList<UpdateMachine> Updates, IReadOnlyList<DeleteMachine> Withdrawn, IReadOnlyDictionary<string, string> Outdated,
    IReadOnlyList<string> Notes, PlacementLedger Places)
{
    public static Replacement Plan(ClusterLook look)
    {
        LustreCluster cluster = look.Cluster;
        List<UpdateMachine> updates = [];
        List<DeleteMachine> withdrawn = [];
        List<string> notes = [];
        Dictionary<string, string> outdated = [];
        PlacementLedger places = look.Places;
        Dictionary<string, (PlacedFor Record, string Text)> askedBy = [];
        foreach (WantedMachine want in look.Wanted)
        {
            if (!look.Own.TryGetValue(want.Name, out LustreMachine? machine) || MachineHealth.IsLeaving(machine))
            {
                continue;
            }

            if (machine.Unreadable is { } unreadable)
            {
                outdated[want.Name] = $"it is left alone, because something of the object cannot be read: {unreadable}";
                continue;
            }

            bool admit = !MachineHealth.IsAdmitted(machine);
            if (admit && places.Withdrawn(machine) is { } lost)
            {
                withdrawn.Add(new DeleteMachine(machine, $"it has never run, and {lost}"));
                continue;
            }

            (LustreMachineSpec spec, string? refused) = Settings(cluster, want, machine, look.Observed.Fleet.Volumes);
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
            if (PlacedFor.TextOf(machine) != asked.Text && !asked.Record.IsOf(machine, places.HostOf(machine.Spec.Host)))
            {
                PlacementResult result = look.Find(
                    places, [new MachineWish(cluster.Metadata.Namespace!, want.Name, cluster.Metadata.Name, want.Group, want.Index, machine)]);
                if (result.Failure is { } failure)
                {
                    outdated[want.Name] = failure.Message;
                    placedFor = PlacedFor.TextOf(machine);
                }
                else
                {
                    spec = MachineTemplate.Placed(spec, cluster, want, result.Assignments[0]);
                    isPlacedAnew = true;
                    notes.AddRange(result.Notes);
                    places = places.WithMachine(machine with { Spec = spec });
                }
            }

            string[] changes = [.. SpecChanges.Between(machine.Spec, spec)];
            if (changes.Length > 0 || isPlacedAnew || admit)
            {
                string why = changes.Length > 0 ? string.Join(", ", changes) : admit ? "all machines of its cluster exist" : "template";
                updates.Add(new UpdateMachine(machine, spec, placedFor, why, admit));
            }
        }

        return new Replacement(updates, withdrawn, outdated, notes, places);
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
                ?? (
                    needs.Hosts?.Contains(machine.Spec.Host) == false ? $"disk {disk.Name}: its volume is on host {string.Join(", ", needs.Hosts)}, and the machine on {machine.Spec.Host}" : null);
            refused = [.. refused, problem];
            disks.AddRange(problem is null ? needs.Disks : []);
        }

        string[] words = [.. refused.OfType<string>()];
        return (spec with { Disks = disks }, words.Length == 0 ? null : string.Join("; ", words));
    }
}
