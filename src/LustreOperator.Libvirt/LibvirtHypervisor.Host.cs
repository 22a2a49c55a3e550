using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt;

/// <content>The host and what is on it.</content>
public sealed unsafe partial class LibvirtHypervisor
{
    /// <summary>VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV.</summary>
    private const uint PciDevices = 1 << 1;

    public Task<HostCapabilities> GetCapabilitiesAsync(CancellationToken cancellationToken) =>
        QuickAsync(nameof(Native.virConnectGetCapabilities), ReadCapabilities, cancellationToken);

    public Task<Listing<PciDevice>> ListPciDevicesAsync(CancellationToken cancellationToken) =>
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

    public Task<Listing<VirtualNetwork>> ListNetworksAsync(CancellationToken cancellationToken) =>
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
            VfioSupported = OffersVfio(connect, host, out UnreadablePart? unreadable),
            Unreadable = unreadable is null ? host.Unreadable : host.Unreadable.Append(unreadable).ToValueList(),
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

    private static bool? OffersVfio(ConnectHandle connect, HostCapabilities host, out UnreadablePart? unreadable)
    {
        unreadable = null;
        nint xml = Native.virConnectGetDomainCapabilities(connect, host.Emulator, host.Architecture, "q35", host.KvmAvailable ? "kvm" : "qemu", 0);
        try
        {
            return xml == 0 ? null : CapabilitiesReader.OffersVfio(NativeString.Take(xml));
        }
        catch (FormatException fault)
        {
            unreadable = new UnreadablePart("capabilities", "of domains", fault.Message);
            return null;
        }
    }

    // A function that left meanwhile is no longer of interest.
    private static Listing<PciDevice> ReadPciDevices(ConnectHandle connect)
    {
        int count = NativeResult.Check(Native.virConnectListAllNodeDevices(connect, out nint* items, PciDevices));
        return Sorted(
            ReadEach(
                connect,
                "node device",
                NativeList.Take<NodeDeviceHandle>(items, count),
                handle => NativeString.Peek(Native.virNodeDeviceGetName(handle.DangerousGetHandle())),
                handle => NullIf(LibvirtErrorKind.NoNodeDevice, () => NativeResult.CheckString(Native.virNodeDeviceGetXMLDesc(handle, 0))) is { } xml
                    ? NodeDeviceReader.Read(xml)
                    : null),
            device => device.Address);
    }

    /// <summary>Reads each object of a list by itself, and lets go of all of them whatever happens.</summary>
    private static Listing<T> ReadEach<THandle, T>(
        ConnectHandle connect, string kind, List<THandle> handles, Func<THandle, string> name, Func<THandle, T?> read)
        where THandle : LibvirtHandle
        where T : class
    {
        try
        {
            return Listing<T>.Read(kind, handles, name, read, () => IsAlive(connect));
        }
        finally
        {
            handles.ForEach(handle => handle.Dispose());
        }
    }

    private static Listing<T> Sorted<T, TKey>(Listing<T> listing, Func<T, TKey> key, IComparer<TKey>? comparer = null)
        where T : class => new([.. listing.OrderBy(key, comparer)], listing.Unreadable);

    private Task<int> ChangeNodeDeviceAsync(
        PciAddress address, string function, Func<NodeDeviceHandle, int> change, CancellationToken cancellationToken) => SlowAsync(
        function,
        connect =>
        {
            using NodeDeviceHandle device = NativeResult.Check(Native.virNodeDeviceLookupByName(connect, PciDevice.NameOf(address)));
            return change(device);
        },
        cancellationToken);

    private static Listing<VirtualNetwork> ReadNetworks(ConnectHandle connect)
    {
        int count = NativeResult.Check(Native.virConnectListAllNetworks(connect, out nint* items, 0));
        return Sorted(
            ReadEach(
                connect,
                "network",
                NativeList.Take<NetworkHandle>(items, count),
                handle => NativeString.Peek(Native.virNetworkGetName(handle.DangerousGetHandle())),
                handle => NullIf(LibvirtErrorKind.NoNetwork, () => NativeResult.CheckString(Native.virNetworkGetXMLDesc(handle, 0))) is { } xml
                    ? NetworkReader.Read(xml, Native.virNetworkIsActive(handle) == 1)
                    : null),
            network => network.Name,
            StringComparer.Ordinal);
    }

    /// <summary>What the call returns; null when it fails with this kind, as where the object of the call has gone.</summary>
    private static T? NullIf<T>(LibvirtErrorKind absent, Func<T> call)
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
