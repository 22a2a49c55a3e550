using LustreOperator.Api;
using LustreOperator.Views.Drawing;
using LustreOperator.Placement;

namespace LustreOperator.Views.Topology;

/// <summary>The PCI functions of a host that concern a picture: those offered to machines, and those that machines of the cluster want.</summary>
internal static class TopologyDevices
{
    public static IEnumerable<TopologyDevice> Of(KvmHost host, HostHoldings usage, HostHolders holders)
    {
        IReadOnlyList<HostDevice> reported = host.Status?.Devices ?? [];
        IEnumerable<PciAddress> wanted = holders.Machines.SelectMany(machine => machine.Spec.DeviceAddresses());
        return from address in usage.Devices.Select(device => device.Address).Concat(wanted).Distinct().Order()
               select Device(
                   address,
                   reported.FirstOrDefault(device => device.Address == address),
                   usage.Devices.FirstOrDefault(device => device.Address == address),
                   host.Spec.Devices.FirstOrDefault(device => device.Address.Is(address)),
                   holders);
    }

    private static TopologyDevice Device(
        PciAddress address, HostDevice? reported, DeviceHolding? holding, HostDeviceSpec? said, HostHolders holders)
    {
        var wanting = holders.Wanting(address);
        return new TopologyDevice
        {
            Address = address,
            Model = reported is null ? null : DeviceNames.Model(reported),
            Kind = reported is null ? DeviceKind.Other : DeviceNames.KindOf(reported),
            VirtualFunction = reported?.VirtualFunction == true,
            Fabric = holding?.Fabric ?? said?.Fabric ?? reported?.Fabric,
            Machine = wanting?.Machine ?? holders.Among(holding?.Holders ?? []),
            Network = wanting?.Network,
            Holders = holding?.Holders ?? (wanting is { } held ? [held.Key] : []),
            Free = holding?.Free == true,
        };
    }
}
