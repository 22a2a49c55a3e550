using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>A host of the problem: its state before anything is placed, and why new machines may not go there, if so.</summary>
internal sealed class HostSlot
{
    public required string Name { get; init; }

    /// <summary>Null: there is no inventory that can be read.</summary>
    public required HostState? State { get; init; }

    /// <summary>Why the host takes no new machine; null: it does.</summary>
    public required HostRejection? Rejection { get; init; }

    /// <summary>Empty hosts of one class are alike in everything but their names; one that some wish names is alike to none.</summary>
    public required string Class { get; init; }

    /// <summary>
    /// The hosts by name, with what existing machines and the machines to be changed hold. Where all wishes are machines that exist, only
    /// their hosts are read: they go nowhere else.
    /// </summary>
    public static HostSlot[] Read(PlacementProblem problem, CancellationToken cancellationToken)
    {
        bool isChange = problem.Wishes.Count > 0 && problem.Wishes.All(wish => wish.Current is not null);
        HashSet<string>? only = isChange ? [.. problem.Wishes.Select(wish => wish.Current!.Spec.Host)] : null;
        HashSet<string> named = problem.Networks.Select(network => network.Hca?.Address).OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        HashSet<string> chosen = [.. problem.Wishes.SelectMany(wish => wish.Hosts ?? [])];
        KvmHost[] hosts = [.. problem.Hosts.Where(host => only?.Contains(host.Metadata.Name) != false)];
        HashSet<string> uuids = hosts.Select(host => host.Status?.HostUuid).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        HashSet<string> duplicates = problem.Hosts.Select(host => host.Status?.HostUuid).OfType<string>().Where(uuids.Contains)
            .CountBy(uuid => uuid, StringComparer.OrdinalIgnoreCase).Where(same => same.Value > 1).Select(same => same.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        ILookup<string, LustreMachine> machines = problem.Wishes.Select(wish => wish.Current).OfType<LustreMachine>()
            .Concat(problem.Existing.Where(machine => only?.Contains(machine.Spec.Host) != false))
            .DistinctBy(machine => MachineIdentity.Of(machine).Key).ToLookup(machine => machine.Spec.Host);
        return
        [
            .. hosts.OrderBy(host => host.Metadata.Name, StringComparer.Ordinal).Select(host =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                HostModel? model = HostReader.Read(host, named, out string? fault);
                return new HostSlot
                {
                    Name = host.Metadata.Name,
                    State = model is null ? null
                        : HostState.Of(model, machines[host.Metadata.Name]
                            .OrderBy(machine => MachineIdentity.Of(machine).Key, StringComparer.Ordinal)
                            .Select(machine => HoldingReader.Read(model, machine))),
                    Rejection = Screen(host, problem.HostSelector, duplicates, fault),
                    Class = model is null ? "" : chosen.Contains(host.Metadata.Name) ? host.Metadata.Name : Describe(model),
                };
            }),
        ];
    }

    private static HostRejection? Screen(KvmHost host, LabelSelector? selector, HashSet<string> duplicates, string? fault)
    {
        IReadOnlyList<Condition>? conditions = host.Status?.Conditions;
        (HostRejectionKind Kind, string Text)? reason =
            selector is not null && !selector.Matches(host.Metadata.Labels)
                ? (HostRejectionKind.NotSelected, "does not match the host selector")
            : host.Metadata.DeletionTimestamp is not null ? (HostRejectionKind.Cordoned, "is being deleted")
            : host.Unreadable is not null ? (HostRejectionKind.NoInventory, "cannot be read as it is written")
            : host.Spec.Fenced ? (HostRejectionKind.Fenced, "is fenced")
            : host.Spec.Unschedulable ? (HostRejectionKind.Cordoned, "is cordoned")
            : fault is not null ? (HostRejectionKind.NoInventory, fault)
            : duplicates.Contains(host.Status?.HostUuid ?? "")
                ? (HostRejectionKind.DuplicateHostUuid, "has the libvirt host UUID of another KvmHost")
            : conditions.Find(ConditionTypes.HostReachable) is { Status: not ConditionStatus.True }
                ? (HostRejectionKind.NotReady, "is not reachable")
            : !conditions.IsTrue(ConditionTypes.Ready) ? (HostRejectionKind.NotReady, "is not ready")
            : null;
        return reason is { } found ? new HostRejection(host.Metadata.Name, found.Kind, found.Text) : null;
    }

    private static string Describe(HostModel model) => string.Join(
        ';',
        string.Join(',', model.CpuIds),
        string.Join(',', model.CpuNode),
        string.Join('|', model.Cores.Select(core => string.Join(',', core))),
        string.Join(',', model.NodeIds),
        string.Join('|', model.Distances.Select(row => string.Join(',', row))),
        string.Join(',', model.Dedicable.Members()),
        string.Join(',', model.AllowedCpus.Members()),
        string.Join('|', model.Memory.Select(pool => string.Join(',', pool))),
        string.Join(',', model.PageSizes),
        string.Join('|', model.Devices.Select(device => $"{device.Class}/{device.Group}")));
}
