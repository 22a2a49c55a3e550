using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt;

/// <content>The host and what is on it.</content>
public sealed unsafe partial class LibvirtHypervisor
{
    /// <summary>VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV.</summary>
    private const uint PciDevices = 1 << 1;

    public Task<HostCapabilities> GetCapabilitiesAsync(CancellationToken cancellationToken) =>
        QuickAsync(nameof(Native.virConnectGetCapabilities), ReadCapabilities, cancellationToken);

    public Task<IReadOnlyList<PciDevice>> ListPciDevicesAsync(CancellationToken cancellationToken) =>
        QuickAsync(nameof(Native.virConnectListAllNodeDevices), ReadPciDevices, cancellationToken);

    public Task DetachNodeDeviceAsync(PciAddress address, CancellationToken cancellationToken) => ChangeNodeDeviceAsync(
        address,
        nameof(Native.virNodeDeviceDetachFlags),
        device => NativeResult.Check(Native.virNodeDeviceDetachFlags(device, "vfio", 0)),
        cancellationToken);

    public Task ReattachNodeDeviceAsync(PciAddress address, CancellationToken cancellationToken) => ChangeNodeDeviceAsync(
        address,
        nameof(Native.virNodeDeviceReAttach),
        device => NativeResult.Check(Native.virNodeDeviceReAttach(device)),
        cancellationToken);

    public Task<IReadOnlyList<VirtualNetwork>> ListNetworksAsync(CancellationToken cancellationToken) =>
        QuickAsync(nameof(Native.virConnectListAllNetworks), ReadNetworks, cancellationToken);

    private static HostCapabilities ReadCapabilities(ConnectHandle connect)
    {
        HostCapabilities host = CapabilitiesReader.Read(NativeResult.CheckString(Native.virConnectGetCapabilities(connect)));
        NativeResult.Check(Native.virConnectGetLibVersion(connect, out ulong libvirt));
        NativeResult.Check(Native.virConnectGetVersion(connect, out ulong hypervisor));
        return host with
        {
            HostName = NativeResult.CheckString(Native.virConnectGetHostname(connect)),
            LibvirtVersion = VersionOf(libvirt),
            HypervisorVersion = VersionOf(hypervisor),
            Cells = host.Cells.Select(cell => cell with { Pages = CountFree(connect, cell) }).ToValueList(),
            VfioSupported = OffersVfio(connect, host),
        };
    }

    /// <summary>libvirt writes 7.2.22 as 7002022.</summary>
    private static Version VersionOf(ulong number) => new((int)(number / 1_000_000), (int)(number / 1000 % 1000), (int)(number % 1000));

    /// <summary>What a driver does not tell (NUMA-less hosts, the test driver) stays unknown.</summary>
    private static ValueList<PagePool> CountFree(ConnectHandle connect, NumaCell cell)
    {
        uint[] sizes = [.. cell.Pages.Select(pages => (uint)pages.SizeKiB)];
        ulong[] free = new ulong[sizes.Length];
        fixed (uint* sizesKiB = sizes)
        {
            fixed (ulong* counts = free)
            {
                int filled = sizes.Length == 0 ? 0 : Native.virNodeGetFreePages(connect, (uint)sizes.Length, sizesKiB, cell.Id, 1, counts, 0);
                return filled == sizes.Length ? cell.Pages.Select((pages, i) => pages with { Free = (long)free[i] }).ToValueList() : cell.Pages;
            }
        }
    }

    private static bool? OffersVfio(ConnectHandle connect, HostCapabilities host)
    {
        nint xml = Native.virConnectGetDomainCapabilities(connect, host.Emulator, host.Architecture, "q35", host.KvmAvailable ? "kvm" : "qemu", 0);
        return xml == 0 ? null : CapabilitiesReader.OffersVfio(NativeString.Take(xml));
    }

    private static IReadOnlyList<PciDevice> ReadPciDevices(ConnectHandle connect)
    {
        int count = NativeResult.Check(Native.virConnectListAllNodeDevices(connect, out nint* items, PciDevices));
        List<PciDevice> devices = [];
        foreach (NodeDeviceHandle handle in NativeList.Take<NodeDeviceHandle>(items, count))
        {
            using (handle)
            {
                // A function that left meanwhile is no longer of interest.
                if (Unless(LibvirtErrorKind.NoNodeDevice, () => NativeResult.CheckString(Native.virNodeDeviceGetXMLDesc(handle, 0))) is { } xml
                    && NodeDeviceReader.Read(xml) is { } device)
                {
                    devices.Add(device);
                }
            }
        }

        return [.. devices.OrderBy(device => device.Address)];
    }

    private Task<int> ChangeNodeDeviceAsync(
        PciAddress address, string function, Func<NodeDeviceHandle, int> change, CancellationToken cancellationToken) => SlowAsync(
        function,
        connect =>
        {
            using NodeDeviceHandle device = NativeResult.Check(Native.virNodeDeviceLookupByName(connect, address.NodeDeviceName));
            return change(device);
        },
        cancellationToken);

    private static IReadOnlyList<VirtualNetwork> ReadNetworks(ConnectHandle connect)
    {
        int count = NativeResult.Check(Native.virConnectListAllNetworks(connect, out nint* items, 0));
        List<VirtualNetwork> networks = [];
        foreach (NetworkHandle handle in NativeList.Take<NetworkHandle>(items, count))
        {
            using (handle)
            {
                if (Unless(LibvirtErrorKind.NoNetwork, () => NativeResult.CheckString(Native.virNetworkGetXMLDesc(handle, 0))) is { } xml)
                {
                    networks.Add(NetworkReader.Read(xml, Native.virNetworkIsActive(handle) == 1));
                }
            }
        }

        return [.. networks.OrderBy(network => network.Name, StringComparer.Ordinal)];
    }

    /// <summary>Null when the object of the call turns out not to be there.</summary>
    private static T? Unless<T>(LibvirtErrorKind absent, Func<T> call)
        where T : class
    {
        try
        {
            return call();
        }
        catch (LibvirtException exception) when (exception.Kind == absent)
        {
            return null;
        }
    }
}
