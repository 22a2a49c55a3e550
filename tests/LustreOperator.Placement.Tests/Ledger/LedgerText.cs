namespace LustreOperator.Placement.Tests;

/// <summary>All that a ledger knows, as text: two that say the same are the same.</summary>
internal static class LedgerText
{
    public static string Of(PlacementLedger ledger) => string.Join('\n',
    [
        .. ledger.Entries.Select(host => $"{host.Name} {(host.Host is null ? "unknown" : $"there, takes machines: {host.TakesMachines}, twin: {ledger.HasUuidOfAnother(host)}, {host.Rejection(null, false)}")}: {Of(host.State)}"),
        .. ledger.Free.Shelves.SelectMany(shelf => ledger.Free.On(shelf, 0).SelectMany(level => level.Hosts.Select(host =>
            $"{shelf}: {level.Level} {host.Name} {ReferenceEquals(host, ledger.Find(host.Name))}"))),
    ]);

    private static string Of(HostState? state) => state is null ? "no inventory" :
        $"{state.Host.CpusAt(state.Free.Members())} free, devices {string.Join(',', state.FreeDevices)}, memory "
        + string.Join(' ', state.Memory.Select(pool => $"[{string.Join(',', pool.Single)} {pool.Floating()}]"))
        + string.Concat(state.Holdings.Select(held =>
            $"; {held.Machine} {state.Host.CpusAt(held.Dedicated.Members())} {state.Host.CpusAt(held.Shared.Members())} "
            + $"{string.Join(',', held.Devices)} {string.Join(' ', held.Memory)}"));
}
