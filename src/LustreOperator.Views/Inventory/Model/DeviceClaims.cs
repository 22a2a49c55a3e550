using LustreOperator.Api;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>A machine that is to have a PCI function, or still has it.</summary>
/// <param name="Machine">As namespace/name.</param>
/// <param name="Network">The network that it is for; null: the machine is to give it back.</param>
internal sealed record DeviceClaim(string Machine, string? Network);

/// <summary>Which machines have which PCI functions of a host, by their specs and statuses.</summary>
internal sealed class DeviceClaims
{
    private readonly ILookup<string, DeviceClaim> _claims;
    private readonly ILookup<string, string> _parked;

    public DeviceClaims(IReadOnlyList<LustreMachine> machines)
    {
        _claims = machines.SelectMany(Claims).ToLookup(item => item.Address, item => item.Claim, StringComparer.OrdinalIgnoreCase);
        _parked = machines.SelectMany(machine => (machine.Status?.ParkedDevices ?? []).Select(address => (address, Machine: HostHolders.KeyOf(machine))))
            .ToLookup(item => item.address, item => item.Machine, StringComparer.OrdinalIgnoreCase);
    }

    public IEnumerable<string> Wanted => _claims.Select(claim => claim.Key);

    public IReadOnlyList<DeviceClaim> Of(string address) => [.. _claims[address]];

    /// <summary>The machine for whose sake a function is kept from the host; null: none.</summary>
    public string? ParkedFor(string address) => _parked[address].FirstOrDefault();

    // As placement reads it: a domain that is not off has what it has until its agent says otherwise.
    private static IEnumerable<(string Address, DeviceClaim Claim)> Claims(LustreMachine machine)
    {
        string key = HostHolders.KeyOf(machine);
        (string Address, DeviceClaim Claim)[] wanted =
        [
            .. from network in machine.Spec.Networks
               where network.Device is not null
               select (network.Device, new DeviceClaim(key, network.Name)),
        ];
        IReadOnlyList<string> held = machine.Status is { Domain: { } domain } status && domain.State != DomainState.ShutOff ? status.Devices : [];
        return wanted.Concat(held.Select(address => (Address: address, new DeviceClaim(key, Network: null)))).DistinctBy(item => item.Address, StringComparer.OrdinalIgnoreCase);
    }
}
