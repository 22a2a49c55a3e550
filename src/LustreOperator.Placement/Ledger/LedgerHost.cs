using System.Collections.Immutable;
using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>One host of a <see cref="PlacementLedger"/>: what it has, and the machines on it. Immutable.</summary>
internal sealed class LedgerHost
{
    private static readonly ImmutableSortedDictionary<string, Entry> s_none = ImmutableSortedDictionary.Create<string, Entry>(StringComparer.Ordinal);

    private readonly string? _fault;
    private readonly HostModel? _model;
    private readonly ImmutableSortedDictionary<string, Entry> _machines;
    private readonly ImmutableSortedDictionary<string, Entry> _claims;

    private LedgerHost(
        string name, KvmHost? host, HostModel? model, string? fault, ImmutableSortedDictionary<string, Entry> machines,
        ImmutableSortedDictionary<string, Entry> claims, HostState? state)
    {
        (Name, Host, _model, _fault, _machines, _claims) = (name, host, model, fault, machines, claims);
        State = model is null ? null : state ?? HostState.Of(model, Holdings());
        if (host is not null)
        {
            (First, Last) = Screen(host, fault);
        }
    }

    public string Name { get; }

    /// <summary>Null: there is no such KvmHost, or none yet; its machines are kept for when it comes.</summary>
    public KvmHost? Host { get; }

    /// <summary>Null: there is no inventory that can be read.</summary>
    public HostState? State { get; }

    /// <summary>True: it is neither there nor has a machine.</summary>
    public bool IsNothing => Host is null && _machines.IsEmpty && _claims.IsEmpty;

    /// <summary>True if new machines may go there as far as the host itself tells.</summary>
    public bool TakesMachines => Host is not null && State is not null && First is null && Last is null;

    // What is said before and after that it has the UUID of another host, which the host itself does not tell.
    private HostRejection? First { get; }

    private HostRejection? Last { get; }

    public static LedgerHost Of(string name, KvmHost? host, IEnumerable<LustreMachine> machines)
    {
        var entries = s_none.AddRange(machines.Select(machine => KeyValuePair.Create(MachineIdentity.Of(machine).Key, new Entry(machine, null))));
        var unknown = new LedgerHost(name, null, null, null, entries, s_none, null);
        return host is null ? unknown : unknown.With(host);
    }

    /// <summary>With the KvmHost as it is now.</summary>
    public LedgerHost With(KvmHost host)
    {
        if (Host is { } before && HostInventory.AreSameModel(before, host))
        {
            return new LedgerHost(Name, host, _model, _fault, _machines, _claims, State);
        }

        HostModel? model = HostReader.Read(host, out string? fault);
        return new LedgerHost(Name, host, model, fault, Read(_machines, model), Read(_claims, model), null);
    }

    /// <summary>Without the KvmHost: its machines stay known.</summary>
    public LedgerHost WithoutHost() => new(Name, null, null, null, Read(_machines, null), Read(_claims, null), null);

    /// <summary>With a machine as it is now.</summary>
    public LedgerHost With(string key, LustreMachine machine) => Change(_machines, key, machine, isClaim: false);

    public LedgerHost Without(string key) => _machines.ContainsKey(key)
        ? new LedgerHost(Name, Host, _model, _fault, _machines.Remove(key), _claims, null)
        : this;

    /// <summary>With what a machine is about to be given, beside what it has.</summary>
    public LedgerHost WithClaim(string key, LustreMachine machine) => Change(_claims, key, machine, isClaim: true);

    public LedgerHost WithoutClaim(string key) => _claims.ContainsKey(key)
        ? new LedgerHost(Name, Host, _model, _fault, _machines, _claims.Remove(key), null)
        : this;

    public LustreMachine? Find(string key) => _machines.GetValueOrDefault(key)?.Machine;

    /// <summary>True if the machine, which was planned for an earlier state of the host, can still be given what it is to have.</summary>
    public bool Admits(string key, LustreMachine machine)
    {
        if (State is null || _model is null || (!TakesMachines && !_machines.ContainsKey(key)))
        {
            return false;
        }

        Holding wanted = HoldingReader.Read(_model, machine);
        HostState others = State.Without(wanted.Machine);
        return Withdrawn(machine, _machines.GetValueOrDefault(key)?.Holding) is null
            && wanted.Dedicated.CountIn(others.Dedicated) == 0
            && wanted.Dedicated.CountIn(others.Shared) == 0
            && wanted.Shared.CountIn(others.Dedicated) == 0
            && wanted.Devices.All(device => !others.HeldGroups.Contains(_model.Devices[device].Group))
            && others.Fits(wanted.Memory);
    }

    /// <summary>What a machine is to have by its spec and the host gives to no machine any more, in words; null: nothing, or nobody can tell.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="had">What it has already, and keeps; null: nothing.</param>
    public string? Withdrawn(LustreMachine machine, Holding? had)
    {
        if (_model is null)
        {
            return null;
        }

        Holding wanted = HoldingReader.Read(_model, machine with { Status = null });
        BitSet cpus = wanted.Dedicated.Except(_model.Dedicable).Union(wanted.Shared.Except(_model.AllowedCpus));
        cpus = had is null ? cpus : cpus.Except(had.Dedicated).Except(had.Shared);
        PciAddress[] devices =
        [
            .. HoldingReader.WantedDevices(machine).Select(device => device.Address)
                .Where(
                    address => _model.DeviceAt(address) is var at && (at < 0 ? had is null : !_model.Devices[at].Device.Offered && had?.Devices.Contains(at) != true)),
        ];
        return cpus.Count > 0 ? $"CPUs {_model.CpusAt(cpus.Members())} of host {Name} have been reserved, or shared, by its admin since"
            : devices.Length > 0 ? $"host {Name} does not offer {string.Join(", ", devices)} any more"
            : null;
    }

    /// <summary>Why new machines may not go there, if so.</summary>
    public HostRejection? Rejection(LabelSelector? selector, bool hasUuidOfAnother) =>
        selector is not null && !selector.Matches(Host!.Metadata.Labels)
            ? new HostRejection(Name, HostRejectionKind.NotSelected, "does not match the host selector")
        : First ?? (hasUuidOfAnother ? new HostRejection(Name, HostRejectionKind.DuplicateHostUuid, "has the libvirt host UUID of another KvmHost") : Last);

    // What is held is the same after most changes of a machine: then so is the state.
    private LedgerHost Change(ImmutableSortedDictionary<string, Entry> among, string key, LustreMachine machine, bool isClaim)
    {
        Entry? before = among.GetValueOrDefault(key);
        Holding? holding = _model is null ? null : HoldingReader.Read(_model, machine);
        bool isSame = before?.Holding is { } held && holding is not null && held.IsSameAs(holding);
        var after = among.SetItem(key, new Entry(machine, isSame ? before!.Holding : holding));
        return new LedgerHost(Name, Host, _model, _fault, isClaim ? _machines : after, isClaim ? after : _claims, isSame ? State : null);
    }

    private static ImmutableSortedDictionary<string, Entry> Read(ImmutableSortedDictionary<string, Entry> entries, HostModel? model) =>
        s_none.AddRange(entries.Select(entry => KeyValuePair.Create(
            entry.Key, new Entry(entry.Value.Machine, model is null ? null : HoldingReader.Read(model, entry.Value.Machine)))));

    // In the order of their names; a machine that is about to be given something has both.
    private IEnumerable<Holding> Holdings() => _claims.IsEmpty
        ? _machines.Values.Select(entry => entry.Holding!)
        : _machines.Keys.Union(_claims.Keys).Order(StringComparer.Ordinal)
            .Select(key => (_machines.GetValueOrDefault(key), _claims.GetValueOrDefault(key)) switch
        {
            ({ Holding: { } held }, { Holding: { } claimed }) => held.Union(claimed),
            var (held, claimed) => (held ?? claimed)!.Holding!,
        });

    private static (HostRejection? First, HostRejection? Last) Screen(KvmHost host, string? fault)
    {
        HostRejection Say(HostRejectionKind kind, string text) => new(host.Metadata.Name, kind, text);
        IReadOnlyList<Condition>? conditions = host.Status?.Conditions;
        return (
            host.Metadata.DeletionTimestamp is not null ? Say(HostRejectionKind.Cordoned, "is being deleted")
            : host.Unreadable is not null ? Say(HostRejectionKind.NoInventory, "cannot be read as it is written")
            : host.Spec.Fenced ? Say(HostRejectionKind.Fenced, "is fenced")
            : host.Spec.Unschedulable ? Say(HostRejectionKind.Cordoned, "is cordoned")
            : fault is not null ? Say(HostRejectionKind.NoInventory, fault)
            : null,
            conditions.Find(ConditionTypes.HostReachable) is { Status: not ConditionStatus.True } ? Say(HostRejectionKind.NotReady, "is not reachable")
            : !conditions.IsTrue(ConditionTypes.Ready) ? Say(HostRejectionKind.NotReady, "is not ready")
            : null);
    }

    // Holding is null where the host's inventory cannot be read.
    private sealed record Entry(LustreMachine Machine, Holding? Holding);
}
