using LustreOperator.Api;
using LustreOperator.Views.Drawing;
using LustreOperator.Placement;

namespace LustreOperator.Views.Inventory;

/// <summary>
/// The PCI functions of a host that one who looks for an HCA wants to see: those that are offered, listed, held or parked, and all of the
/// classes of network controllers.
/// </summary>
internal sealed class InventoryDevices
{
    private readonly KvmHost _host;
    private readonly HostHoldings _usage;
    private readonly DeviceClaims _claims;
    private readonly Dictionary<PciAddress, HostDevice> _reported;
    private readonly IReadOnlyDictionary<PciAddress, HostDeviceSpec> _listed;
    private readonly ILookup<int, HostDevice> _groups;

    /// <summary>Of one host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="usage">What machines hold of it.</param>
    /// <param name="machines">Those on it.</param>
    public InventoryDevices(KvmHost host, HostHoldings usage, IReadOnlyList<LustreMachine> machines)
    {
        IReadOnlyList<HostDevice> devices = host.Status?.Devices ?? [];
        _host = host;
        _usage = usage;
        _claims = new DeviceClaims(machines);
        _reported = devices.DistinctBy(device => device.Address).ToDictionary(device => device.Address);
        _listed = host.Spec.Listed();
        _groups = _reported.Values.Where(device => device.IommuGroup is not null).ToLookup(device => device.IommuGroup!.Value);
    }

    /// <summary>By address.</summary>
    public IReadOnlyList<InventoryDevice> Read() =>
    [
        .. from address in _reported.Values.Where(IsOfInterest).Select(device => device.Address).Concat(_listed.Keys).Concat(_claims.Wanted).Distinct().Order()
           select Device(address, _reported.GetValueOrDefault(address)),
    ];

    private bool IsOfInterest(HostDevice device) =>
        device.Offered || device.Holder is not null || device.Rdma is not null || _claims.ParkedFor(device.Address) is not null
            || _claims.Of(device.Address).Count > 0
        || device.Class is { IsHca: true };

    private InventoryDevice Device(PciAddress address, HostDevice? reported)
    {
        HostDeviceSpec? said = _listed.GetValueOrDefault(address);
        string? fabricOfPhysical = reported?.PhysicalFunction is { } physical ? _listed.GetValueOrDefault(physical)?.Fabric : null;
        PciAddress[] siblings = reported is null ? [] : Siblings(reported);
        return new InventoryDevice
        {
            Address = address,
            Model = reported is null ? null : DeviceNames.Model(reported),
            Kind = reported is null ? DeviceKind.Other : DeviceNames.KindOf(reported),
            Vendor = reported?.Vendor,
            Product = reported?.Product,
            NumaNode = reported?.NumaNode ?? (_host.Status?.Cells is [var only] ? only.Id : null),
            IommuGroup = reported?.IommuGroup,
            GroupSiblings = siblings,
            Driver = reported?.Driver,
            Link = reported?.Link,
            LinkCapable = reported?.LinkCapable,
            Fabric = said?.Fabric ?? reported?.Fabric ?? fabricOfPhysical,
            VirtualFunction = reported?.VirtualFunction == true,
            PhysicalFunction = reported?.PhysicalFunction,
            Sriov = reported?.Sriov,
            VirtualFunctionsWanted = said?.VirtualFunctions,
            Rdma = reported?.Rdma,
            Listed = said is not null,
            Offered = reported?.Offered == true,
            Reason = reported?.Reason,
            Owner = Owner(address, reported, siblings),
        };
    }

    // Agents of before tell groups, but not who is in them.
    private PciAddress[] Siblings(HostDevice device) =>
    [
        .. (device.IommuGroup is { } group ? _groups[group].Select(other => other.Address) : []).Concat(device.GroupSiblings)
            .Where(other => other != device.Address).Distinct().Order(),
    ];

    private DeviceOwner Owner(PciAddress address, HostDevice? device, PciAddress[] siblings)
    {
        if (Holder(address, device) is { } holder)
        {
            return holder;
        }

        if (device is null)
        {
            return new DeviceOwner(OwnerKind.Absent, "the host reports no such function");
        }

        if (_claims.ParkedFor(address) is { } parked)
        {
            return new DeviceOwner(OwnerKind.Parked, $"parked for {parked}", parked);
        }

        if (device.HostUse is { } use)
        {
            return new DeviceOwner(OwnerKind.Host, $"host: {use}");
        }

        if (!device.Offered)
        {
            return new DeviceOwner(OwnerKind.NotOffered, device.Reason ?? "not offered");
        }

        var taken = siblings.Select(sibling => (Address: sibling, Owner: Holder(sibling, _reported.GetValueOrDefault(sibling))))
            .FirstOrDefault(sibling => sibling.Owner is not null);
        return taken.Owner is not null
            ? new DeviceOwner(OwnerKind.Group, $"{taken.Owner.Words} has {DeviceNames.Short(taken.Address)} of its group", taken.Owner.Machine)
            : _usage.Devices.Any(offered => !offered.Free && offered.Address == address)
                ? new DeviceOwner(OwnerKind.Group, "another function of its group is held")
                : new DeviceOwner(OwnerKind.Free, "free");
    }

    // What the agent sees goes before what the operator decided.
    private DeviceOwner? Holder(PciAddress address, HostDevice? device)
    {
        IReadOnlyList<DeviceClaim> claims = _claims.Of(address);
        string claimants = string.Join(" and ", claims.Select(claim => claim.Machine));
        string? domain = device?.Holder is { } seen && !seen.Contains('/', StringComparison.Ordinal) ? seen : null;
        return (claims.Count, device?.Holder) switch
        {
            (0, null) => null,
            (0, _) when domain is not null => new DeviceOwner(OwnerKind.Domain, OwnerWords.DomainWords(domain), Domain: domain),
            (0, { } machine) => new DeviceOwner(OwnerKind.Machine, machine, machine),
            ( > 1, var holder) => new DeviceOwner(OwnerKind.Contested, $"claimed by {claimants}{(holder is null ? "" : $"; {holder} has it")}"),
            (1, _) when domain is not null =>
                new DeviceOwner(OwnerKind.Domain, $"{OwnerWords.DomainWords(domain)}, though {claimants} is to have it", Domain: domain),
            (1, { } other) when other != claimants => new DeviceOwner(OwnerKind.Contested, $"{other}, though {claimants} is to have it"),
            _ => new DeviceOwner(
                OwnerKind.Machine,
                $"{claimants} ({claims[0].Network ?? "to be given back"}){(device is null ? ", but the host reports no such function" : "")}",
                claims[0].Machine, claims[0].Network),
        };
    }
}
