using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// The siblings of a machine's functions in their IOMMU groups: taken from their host drivers before, given back afterwards. The domain's mark names
/// them before they are taken and until they are back, so that whoever finds it after a kill knows what to give back. Pure.
/// </summary>
internal static class GroupParking
{
    /// <summary>The steps before the domain is given its functions, or gives up some of a group of which it keeps others.</summary>
    /// <param name="observed">The machine, with its host as it is now.</param>
    /// <param name="wanted">Its domain.</param>
    public static IReadOnlyList<MachineAction> Park(MachineObservation observed, DomainDefinition wanted)
    {
        if (observed is not { Host: { } host, HostSpec: { } spec } || wanted.HostDevices.Count == 0)
        {
            return [];
        }

        PciAddress[] functions = Functions(wanted);
        IReadOnlyList<PciAddress> siblings = new FunctionRules(spec, host).ToPark(functions);
        HashSet<PciAddress> group = [.. functions.Select(host.Find).OfType<PciDevice>().SelectMany(host.SiblingsOf).Select(sibling => sibling.Address)];

        // One that leaves a guest which keeps its neighbour gets no driver from libvirt, then or later.
        IEnumerable<PciAddress> leaving = observed.Domain?.Live is { } live ? Functions(live.Definition).Where(group.Contains).Except(functions) : [];
        ValueList<PciAddress> marked = wanted.Mark!.Parked.Union(siblings).Union(leaving).Order().ToValueList();
        return
        [
            .. marked == wanted.Mark!.Parked ? (MachineAction[])[] : [Mark(observed, wanted, marked)],
            .. siblings.Except(leaving).Select(address => new ParkFunction(address, wanted.Name)),
        ];
    }

    /// <summary>The steps after functions left the domain: siblings of groups that neither it nor what is wanted of it still has part of.</summary>
    /// <param name="observed">The machine, with its host as it is now.</param>
    /// <param name="owned">Its domain, with its mark.</param>
    /// <param name="needed">Functions that it has, or is about to have.</param>
    public static IReadOnlyList<MachineAction> GiveBack(MachineObservation observed, DomainDefinition owned, IReadOnlyCollection<PciAddress> needed)
    {
        if (observed.Host is not { } host || owned.Mark!.Parked.Count == 0)
        {
            return [];
        }

        // While another domain has part of a group the kernel lets no host driver in: what is noted is given back when that one is off.
        HashSet<int?> groups = [.. needed.Select(address => host.Find(address)?.IommuGroup?.Number)];
        PciAddress[] back =
        [
            .. owned.Mark!.Parked.Where(address =>
                host.Find(address) is not { } function
                || (!groups.Contains(function.IommuGroup?.Number) && !host.SiblingsOf(function).Append(function).Any(member => observed.OtherHolderOf(member.Address) is not null))),
        ];
        return back.Length == 0
            ? []
            :
            [
                .. back.Where(address => host.Find(address) is not null).Select(address => new ReturnFunction(address, owned.Name)),
                Mark(observed, owned, owned.Mark!.Parked.Except(back).ToValueList()),
            ];
    }

    public static PciAddress[] Functions(DomainDefinition domain) => [.. domain.HostDevices.Select(device => device.Address)];

    private static MarkParked Mark(MachineObservation observed, DomainDefinition domain, ValueList<PciAddress> parked) => new(
        domain.Name,
        domain.Uuid!.Value,
        domain.Mark! with { Parked = parked },
        observed.Domain?.IsActive == true ? DomainScope.LiveAndConfig : DomainScope.Config);
}
