using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <content>Connections and the host behind them.</content>
internal static unsafe partial class Native
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ConnectHandle virConnectOpen(string uri);

    [LibraryImport(Library)]
    internal static partial int virConnectClose(nint connect);

    [LibraryImport(Library)]
    internal static partial int virConnectIsAlive(ConnectHandle connect);

    [LibraryImport(Library)]
    internal static partial int virConnectSetKeepAlive(ConnectHandle connect, int interval, uint count);

    [LibraryImport(Library)]
    internal static partial int virConnectRegisterCloseCallback(
        ConnectHandle connect, delegate* unmanaged[Cdecl]<nint, int, nint, void> callback, nint opaque, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport(Library)]
    internal static partial int virConnectUnregisterCloseCallback(
        ConnectHandle connect, delegate* unmanaged[Cdecl]<nint, int, nint, void> callback);

    /// <summary>The callback's signature depends on the event: see <see cref="Events.DomainCallbacks"/>.</summary>
    [LibraryImport(Library)]
    internal static partial int virConnectDomainEventRegisterAny(
        ConnectHandle connect, nint domain, int eventId, void* callback, nint opaque, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport(Library)]
    internal static partial int virConnectDomainEventDeregisterAny(ConnectHandle connect, int callbackId);

    /// <summary>The callback's signature depends on the event: see <see cref="Events.NodeDeviceCallbacks"/>.</summary>
    [LibraryImport(Library)]
    internal static partial int virConnectNodeDeviceEventRegisterAny(
        ConnectHandle connect, nint device, int eventId, void* callback, nint opaque, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport(Library)]
    internal static partial int virConnectNodeDeviceEventDeregisterAny(ConnectHandle connect, int callbackId);

    [LibraryImport(Library)]
    internal static partial nint virConnectGetCapabilities(ConnectHandle connect);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint virConnectGetDomainCapabilities(
        ConnectHandle connect, string? emulator, string? architecture, string? machine, string? domainType, uint flags);

    [LibraryImport(Library)]
    internal static partial nint virConnectGetHostname(ConnectHandle connect);

    [LibraryImport(Library)]
    internal static partial int virConnectGetLibVersion(ConnectHandle connect, out ulong version);

    [LibraryImport(Library)]
    internal static partial int virConnectGetVersion(ConnectHandle connect, out ulong version);

    [LibraryImport(Library)]
    internal static partial int virNodeGetFreePages(
        ConnectHandle connect, uint sizeCount, uint* sizesKiB, int startCell, uint cellCount, ulong* counts, uint flags);

    [LibraryImport(Library)]
    internal static partial int virConnectListAllNodeDevices(ConnectHandle connect, out nint* devices, uint flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NodeDeviceHandle virNodeDeviceLookupByName(ConnectHandle connect, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int virNodeDeviceDetachFlags(NodeDeviceHandle device, string? driver, uint flags);

    [LibraryImport(Library)]
    internal static partial int virNodeDeviceReAttach(NodeDeviceHandle device);

    [LibraryImport(Library)]
    internal static partial nint virNodeDeviceGetXMLDesc(NodeDeviceHandle device, uint flags);

    [LibraryImport(Library)]
    internal static partial byte* virNodeDeviceGetName(nint device);

    [LibraryImport(Library)]
    internal static partial int virNodeDeviceFree(nint device);

    [LibraryImport(Library)]
    internal static partial int virConnectListAllNetworks(ConnectHandle connect, out nint* networks, uint flags);

    [LibraryImport(Library)]
    internal static partial nint virNetworkGetXMLDesc(NetworkHandle network, uint flags);

    [LibraryImport(Library)]
    internal static partial int virNetworkIsActive(NetworkHandle network);

    [LibraryImport(Library)]
    internal static partial byte* virNetworkGetName(nint network);

    [LibraryImport(Library)]
    internal static partial int virNetworkFree(nint network);
}
