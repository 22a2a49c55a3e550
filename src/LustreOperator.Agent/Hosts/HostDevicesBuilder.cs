using System.Globalization;
using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The PCI functions of a KvmHost's status. Pure.</summary>
internal static class HostDevicesBuilder
{
    public static IReadOnlyList<HostDevice> Build(KvmHost host, HostInventory inventory, IReadOnlyCollection<LustreMachine> machines)
    {
        var rules = new FunctionRules(host.Spec, inventory);
        Dictionary<PciAddress, string> holders = Holders(inventory, machines);
        PciDevice[] functions = [.. inventory.PciDevices.Where(function => !function.IsBridge)];
        IReadOnlyList<HostDevice> devices = LastKnownRdma.Recall([.. functions.Select(function => Device(function, rules, inventory, holders))], host.Status);
        HashSet<PciAddress> free = [.. devices.Where(device => device is { Offered: true, Holder: null }).Select(device => device.Address)];
        bool isCrowded = devices.Count > StatusLimits.KvmHost.MaximumOf("devices");
        return
        [
            // Those that machines may have, or the admin names, come first: a host full of virtual functions has more than a status holds.
            .. devices.Zip(functions, (device, function) => device with { Sriov = Sriov(function, free) })
                .OrderByDescending(device => device.Offered).ThenByDescending(device => isCrowded && IsNamed(host, device))
                .ThenBy(device => device.Address),
        ];
    }

    private static bool IsNamed(KvmHost host, HostDevice device) => device.Holder is not null || host.Spec.Devices.Any(said => said.Address.Is(device.Address));

    private static HostDevice Device(PciDevice function, FunctionRules rules, HostInventory inventory, Dictionary<PciAddress, string> holders)
    {
        string? holder = holders.GetValueOrDefault(function.Address);
        bool isForeign = inventory.HolderOf(function.Address) is { OwnerUid: null };
        string? reason = rules.WhyNot(function)?.Message ?? (isForeign ? $"domain {holder} has it" : ForeignSibling(function, inventory));
        return new HostDevice
        {
            Address = function.Address,
            Vendor = function.VendorId.ToString("x4", CultureInfo.InvariantCulture),
            Product = function.ProductId.ToString("x4", CultureInfo.InvariantCulture),
            VendorName = function.VendorName.Length > 0 ? function.VendorName : null,
            ProductName = function.ProductName.Length > 0 ? function.ProductName : null,
            Class = function.Class,
            NumaNode = function.NumaNode,
            IommuGroup = function.IommuGroup?.Number,
            GroupSiblings = [.. inventory.SiblingsOf(function).Select(sibling => sibling.Address)],
            Driver = function.Driver,
            Link = Text(function.LinkNow),
            LinkCapable = Text(function.LinkCapable),
            Fabric = rules.SaidOf(function)?.Fabric,
            VirtualFunction = function.PhysicalFunction is not null,
            PhysicalFunction = function.PhysicalFunction,
            Rdma = inventory.Files?.GetValueOrDefault(function.Address)?.Rdma,
            HostUse = inventory.HostUseOf(function.Address),
            Holder = holder,
            Offered = reason is null,
            Reason = reason,
        };
    }

    private static string? ForeignSibling(PciDevice function, HostInventory inventory) => inventory.SiblingsOf(function)
        .Select(sibling => (sibling.Address, Domain: inventory.HolderOf(sibling.Address)))
        .Where(found => found.Domain is { OwnerUid: null })
        .Select(found => $"domain {found.Domain!.Name} has {found.Address} of its IOMMU group {function.IommuGroup?.Number}")
        .FirstOrDefault();

    // A domain that is not ours has what libvirt says.
    private static Dictionary<PciAddress, string> Holders(HostInventory inventory, IReadOnlyCollection<LustreMachine> machines)
    {
        Dictionary<PciAddress, string> holders = [];
        foreach (LustreMachine machine in machines.OrderBy(machine => machine.Metadata.CreationTimestamp)
            .ThenBy(machine => machine.Metadata.Uid, StringComparer.Ordinal))
        {
            foreach (PciAddress address in MachineHolding.Of(machine).Devices)
            {
                holders.TryAdd(address, $"{machine.Metadata.Namespace}/{machine.Metadata.Name}");
            }
        }

        foreach (DomainSummary domain in inventory.Domains.Where(domain => domain.OwnerUid is null))
        {
            foreach (PciAddress address in domain.HostDevices)
            {
                holders[address] = domain.Name;
            }
        }

        return holders;
    }

    private static HostDeviceSriov? Sriov(PciDevice function, HashSet<PciAddress> free) => function.MaxVirtualFunctions == 0 ? null : new HostDeviceSriov
    {
        Maximum = function.MaxVirtualFunctions,
        Functions = function.VirtualFunctions.Count,
        Free = function.VirtualFunctions.Count(free.Contains),
    };

    private static string? Text(PciLink? link) => link is not { } known ? null
        : known.GigatransfersPerSecond is { } speed ? string.Create(CultureInfo.InvariantCulture, $"{speed} GT/s x{known.Width}")
        : string.Create(CultureInfo.InvariantCulture, $"x{known.Width}");
}
