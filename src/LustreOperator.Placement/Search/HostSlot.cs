namespace LustreOperator.Placement;

/// <summary>A host as one request sees it: its state before anything is placed, and why new machines may not go there, if so.</summary>
internal sealed class HostSlot
{
    private readonly string _namedDevices;
    private readonly bool _isChosen;

    private HostSlot(LedgerHost host, HostRejection? rejection, bool isChosen, string namedDevices) =>
        (Name, State, Rejection, _isChosen, _namedDevices) = (host.Name, host.State, rejection, isChosen, namedDevices);

    public string Name { get; }

    /// <summary>Null: there is no inventory that can be read.</summary>
    public HostState? State { get; }

    /// <summary>Why the host takes no new machine; null: it does.</summary>
    public HostRejection? Rejection { get; }

    /// <summary>Empty hosts of one class are alike in everything but their names; one that some wish names is alike to none.</summary>
    public string Class => field ??= State is null ? "" : _isChosen ? Name : State.Host.Class + _namedDevices;

    /// <summary>Its place among the hosts of an exhaustive search, by name.</summary>
    public int Position { get; private set; }

    /// <summary>One host; null: there is no such KvmHost.</summary>
    public static HostSlot? Of(PlacementLedger ledger, PlacementRequest request, string host) =>
        ledger.Find(host) is { Host: not null } entry ? Of(ledger, request, entry) : null;

    public static HostSlot Of(PlacementLedger ledger, PlacementRequest request, LedgerHost host) => new(
        host, host.Rejection(request.HostSelector, ledger.HasUuidOfAnother(host)), isChosen: false, "");

    /// <summary>All hosts by name. Where all wishes are machines that exist, only their hosts: they go nowhere else.</summary>
    public static HostSlot[] All(PlacementLedger ledger, PlacementRequest request)
    {
        bool isChange = request.Wishes.Count > 0 && request.Wishes.All(wish => wish.Current is not null);
        HashSet<string>? only = isChange ? [.. request.Wishes.Select(wish => wish.Current!.Spec.Host)] : null;
        HashSet<PciAddress> named = Demand.NamedAddresses(request.Networks);
        HashSet<string> chosen = [.. request.Wishes.SelectMany(wish => wish.Hosts ?? [])];
        HostSlot[] slots =
        [
            .. ledger.Entries.Where(host => host.Host is not null && only?.Contains(host.Name) != false).Select(host => new HostSlot(
                host,
                host.Rejection(request.HostSelector, ledger.HasUuidOfAnother(host)),
                chosen.Contains(host.Name),
                host.State is null ? "" : string.Join(',', named.Select(host.State.Host.DeviceAt).Where(device => device >= 0).Order()))),
        ];
        for (int position = 0; position < slots.Length; position++)
        {
            slots[position].Position = position;
        }

        return slots;
    }
}
