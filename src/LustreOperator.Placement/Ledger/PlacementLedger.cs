using System.Collections.Immutable;
using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>
/// What every host has and who holds it, as the KvmHosts and LustreMachines say. Immutable: a change of one object makes a new ledger that shares all
/// hosts but one with the old, and whoever has the old plans on with it. The ledger is the same whatever the order of the changes was.
/// </summary>
public sealed class PlacementLedger
{
    private readonly ImmutableSortedDictionary<string, LedgerHost> _hosts;

    // The host of each machine, and of each claim, by the machine's key.
    private readonly ImmutableDictionary<string, string> _hostOf;
    private readonly ImmutableDictionary<string, string> _claimedOn;

    // Number of KvmHosts per libvirt host UUID.
    private readonly ImmutableDictionary<Guid, int> _uuids;

    private PlacementLedger(
        ImmutableSortedDictionary<string, LedgerHost> hosts, ImmutableDictionary<string, string> hostOf, ImmutableDictionary<string, string> claimedOn,
        ImmutableDictionary<Guid, int> uuids, FreeIndex free)
    {
        (_hosts, _hostOf, _claimedOn, _uuids, Free) = (hosts, hostOf, claimedOn, uuids, free);
    }

    /// <summary>Of no host and no machine.</summary>
    public static PlacementLedger Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, LedgerHost>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableDictionary<Guid, int>.Empty,
        FreeIndex.Empty);

    /// <summary>The KvmHosts, by name.</summary>
    public IEnumerable<KvmHost> Hosts => _hosts.Values.Select(host => host.Host).OfType<KvmHost>();

    /// <summary>Hosts that take new machines as far as they themselves tell.</summary>
    internal FreeIndex Free { get; }

    internal IEnumerable<LedgerHost> Entries => _hosts.Values;

    /// <summary>A ledger of all objects at once. Of two of one name the first counts.</summary>
    public static PlacementLedger Of(IEnumerable<KvmHost> hosts, IEnumerable<LustreMachine> machines) => Of(hosts, machines, _ => true);

    /// <summary>The same of some hosts only: the others are not read, but for their UUIDs.</summary>
    internal static PlacementLedger Of(IEnumerable<KvmHost> hosts, IEnumerable<LustreMachine> machines, Func<string, bool> isRead)
    {
        Dictionary<string, KvmHost> byName = hosts.DistinctBy(host => host.Metadata.Name).ToDictionary(host => host.Metadata.Name, StringComparer.Ordinal);
        LustreMachine[] all = [.. machines.Where(machine => isRead(machine.Spec.Host)).DistinctBy(machine => MachineIdentity.Of(machine).Key)];
        ILookup<string, LustreMachine> byHost = all.ToLookup(machine => machine.Spec.Host, StringComparer.Ordinal);
        ImmutableSortedDictionary<string, LedgerHost> entries = Empty._hosts.AddRange(
            byName.Keys.Where(isRead).Union(byHost.Select(same => same.Key), StringComparer.Ordinal)
                .Select(name => KeyValuePair.Create(name, LedgerHost.Of(name, byName.GetValueOrDefault(name), byHost[name]))));
        return new PlacementLedger(
            entries,
            Empty._hostOf.AddRange(all.Select(machine => KeyValuePair.Create(MachineIdentity.Of(machine).Key, machine.Spec.Host))),
            Empty._claimedOn,
            Empty._uuids.AddRange(byName.Values.Select(host => host.Status?.HostUuid).OfType<Guid>().CountBy(uuid => uuid)),
            FreeIndex.Of(entries.Values));
    }

    /// <summary>The KvmHost of that name; null: there is none.</summary>
    public KvmHost? HostOf(string name) => _hosts.GetValueOrDefault(name)?.Host;

    /// <summary>What a host has, and who holds it; null: there is no such KvmHost.</summary>
    public HostHoldings? Holdings(string name) => _hosts.GetValueOrDefault(name) is { Host: not null } host ? HostUsage.Of(name, host.State) : null;

    /// <summary>
    /// What a machine is to have by its spec and its host gives to no machine any more, in words: CPUs that the admin took back, functions that are not
    /// offered. Null: nothing, or nobody can tell.
    /// </summary>
    public string? Withdrawn(LustreMachine machine) => _hosts.GetValueOrDefault(machine.Spec.Host)?.Withdrawn(machine, null);

    /// <summary>With a KvmHost as it is now.</summary>
    public PlacementLedger WithHost(KvmHost host)
    {
        LedgerHost before = HostOrNothing(host.Metadata.Name);
        return Replace(before, before.With(host)).Count(before.Host?.Status?.HostUuid, host.Status?.HostUuid);
    }

    /// <summary>Without a KvmHost; the machines on it stay known.</summary>
    public PlacementLedger WithoutHost(string name) => _hosts.TryGetValue(name, out LedgerHost? before) && before.Host is not null
        ? Replace(before, before.WithoutHost()).Count(before.Host.Status?.HostUuid, null)
        : this;

    /// <summary>With a machine as it is now: a new one, or one in the place of what its name had, wherever that was.</summary>
    public PlacementLedger WithMachine(LustreMachine machine)
    {
        string key = MachineIdentity.Of(machine).Key;
        PlacementLedger without = _hostOf.TryGetValue(key, out string? host) && host != machine.Spec.Host ? Without(key, host) : this;
        LedgerHost before = without.HostOrNothing(machine.Spec.Host);
        PlacementLedger with = without.Replace(before, before.With(key, machine));
        return host == machine.Spec.Host ? with : with.Known(with._hostOf.SetItem(key, machine.Spec.Host), with._claimedOn);
    }

    /// <summary>Without the machine of that name, whichever object it is.</summary>
    public PlacementLedger WithoutMachine(string @namespace, string name)
    {
        string key = MachineIdentity.KeyOf(@namespace, name);
        return _hostOf.TryGetValue(key, out string? host) ? Without(key, host) : this;
    }

    /// <summary>
    /// With what is about to be written of machines, if this ledger still has it free: as if they had it, beside what they have. A claim is no
    /// object and no decision: it keeps plans that are made at the same time apart until what they write is seen.
    /// </summary>
    /// <param name="planned">The machines as they are to be.</param>
    /// <param name="plannedOn">The ledger of the plan: on hosts that are as they were then, all that was planned is free.</param>
    /// <returns>Null: something has been taken meanwhile, and nothing is claimed.</returns>
    public PlacementLedger? TryClaim(IReadOnlyList<LustreMachine> planned, PlacementLedger plannedOn)
    {
        PlacementLedger claimed = this;
        foreach (LustreMachine machine in planned)
        {
            string key = MachineIdentity.Of(machine).Key;
            bool isAsPlanned = _hosts.TryGetValue(machine.Spec.Host, out LedgerHost? now) && ReferenceEquals(now, plannedOn._hosts.GetValueOrDefault(now.Name));
            LedgerHost host = claimed.HostOrNothing(machine.Spec.Host);
            if (!isAsPlanned && !host.Admits(key, machine))
            {
                return null;
            }

            claimed = claimed.WithoutClaim(key).WithClaim(key, machine);
        }

        return claimed;
    }

    /// <summary>Without what was claimed for a machine.</summary>
    public PlacementLedger WithoutClaim(LustreMachine machine) => WithoutClaim(MachineIdentity.Of(machine).Key);

    internal LedgerHost? Find(string host) => _hosts.GetValueOrDefault(host);

    internal LustreMachine? Machine(string key) => _hostOf.TryGetValue(key, out string? host) ? _hosts[host].Find(key) : null;

    /// <summary>Whether another KvmHost has the same libvirt host UUID.</summary>
    internal bool HasUuidOfAnother(LedgerHost host) => host.Host?.Status?.HostUuid is { } uuid && _uuids.GetValueOrDefault(uuid) > 1;

    private PlacementLedger Without(string key, string host) =>
        Replace(_hosts[host], _hosts[host].Without(key)).Known(_hostOf.Remove(key), _claimedOn);

    private PlacementLedger WithClaim(string key, LustreMachine machine)
    {
        LedgerHost before = HostOrNothing(machine.Spec.Host);
        return Replace(before, before.WithClaim(key, machine)).Known(_hostOf, _claimedOn.SetItem(key, machine.Spec.Host));
    }

    private PlacementLedger WithoutClaim(string key) => _claimedOn.TryGetValue(key, out string? host)
        ? Replace(_hosts[host], _hosts[host].WithoutClaim(key)).Known(_hostOf, _claimedOn.Remove(key))
        : this;

    private LedgerHost HostOrNothing(string name) => _hosts.GetValueOrDefault(name) ?? LedgerHost.Of(name, null, []);

    private PlacementLedger Known(ImmutableDictionary<string, string> hostOf, ImmutableDictionary<string, string> claimedOn) =>
        new(_hosts, hostOf, claimedOn, _uuids, Free);

    private PlacementLedger Replace(LedgerHost before, LedgerHost after) => new(
        after.IsNothing ? _hosts.Remove(after.Name) : _hosts.SetItem(after.Name, after),
        _hostOf, _claimedOn, _uuids, Free.Replace(before, after));

    private PlacementLedger Count(Guid? before, Guid? after)
    {
        if (before == after)
        {
            return this;
        }

        ImmutableDictionary<Guid, int> uuids = _uuids;
        if (before is { } old)
        {
            uuids = uuids[old] == 1 ? uuids.Remove(old) : uuids.SetItem(old, uuids[old] - 1);
        }

        if (after is { } now)
        {
            uuids = uuids.SetItem(now, uuids.GetValueOrDefault(now) + 1);
        }

        return new PlacementLedger(_hosts, _hostOf, _claimedOn, uuids, Free);
    }
}
