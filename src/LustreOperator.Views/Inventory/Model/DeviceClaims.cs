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
    private readonly ILookup<PciAddress, DeviceClaim> _claims;
    private readonly ILookup<PciAddress, string> _parked;

    public DeviceClaims(IReadOnlyList<LustreMachine> machines)
    {
        _claims = machines.SelectMany(machine => MachineHolding.Of(machine).Devices.Select(address => (Address: address, Machine: machine)))
            .ToLookup(held => held.Address, held => Claim(held.Machine, held.Address));
        _parked = machines.SelectMany(machine => (machine.Status?.ParkedDevices ?? []).Select(address => (address, Machine: HostHolders.KeyOf(machine))))
            .ToLookup(item => item.address, item => item.Machine);
    }

    public IEnumerable<PciAddress> Wanted => _claims.Select(claim => claim.Key);

    public IReadOnlyList<DeviceClaim> Of(PciAddress address) => [.. _claims[address]];

    /// <summary>The machine for whose sake a function is kept from the host; null: none.</summary>
    public string? ParkedFor(PciAddress address) => _parked[address].FirstOrDefault();

    private static DeviceClaim Claim(LustreMachine machine, PciAddress address) =>
        new(HostHolders.KeyOf(machine), machine.Spec.Networks.FirstOrDefault(network => network.Device == address)?.Name);
}
