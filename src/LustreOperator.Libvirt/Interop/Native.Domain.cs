using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <content>Domains.</content>
internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    internal static partial int virConnectListAllDomains(ConnectHandle connect, out nint* domains, uint flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DomainHandle virDomainLookupByName(ConnectHandle connect, string name);

    [LibraryImport(Library)]
    internal static partial DomainHandle virDomainLookupByUUID(ConnectHandle connect, byte* uuid);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DomainHandle virDomainDefineXML(ConnectHandle connect, string xml);

    [LibraryImport(Library)]
    internal static partial int virDomainFree(nint domain);

    /// <summary>The name stays the domain's.</summary>
    [LibraryImport(Library)]
    internal static partial byte* virDomainGetName(nint domain);

    [LibraryImport(Library)]
    internal static partial int virDomainGetUUID(nint domain, byte* uuid);

    /// <summary>What the object was made with: 0xffffffff when the domain was off then. Asks nobody.</summary>
    [LibraryImport(Library)]
    internal static partial uint virDomainGetID(DomainHandle domain);

    [LibraryImport(Library)]
    internal static partial int virDomainGetState(DomainHandle domain, out int state, out int reason, uint flags);

    [LibraryImport(Library)]
    internal static partial int virDomainIsActive(DomainHandle domain);

    [LibraryImport(Library)]
    internal static partial int virDomainIsPersistent(DomainHandle domain);

    [LibraryImport(Library)]
    internal static partial int virDomainHasManagedSaveImage(DomainHandle domain, uint flags);

    [LibraryImport(Library)]
    internal static partial nint virDomainGetXMLDesc(DomainHandle domain, uint flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int virDomainSetMetadata(DomainHandle domain, int type, string? metadata, string? key, string? uri, uint flags);

    [LibraryImport(Library)]
    internal static partial int virDomainGetVcpus(DomainHandle domain, VirVcpuInfo* info, int maxInfo, byte* cpuMaps, int mapLength);

    [LibraryImport(Library)]
    internal static partial int virConnectGetAllDomainStats(ConnectHandle connect, uint stats, out VirDomainStatsRecord** records, uint flags);

    [LibraryImport(Library)]
    internal static partial void virDomainStatsRecordListFree(VirDomainStatsRecord** records);

    [LibraryImport(Library)]
    internal static partial int virDomainCreate(DomainHandle domain);

    [LibraryImport(Library)]
    internal static partial int virDomainResume(DomainHandle domain);

    [LibraryImport(Library)]
    internal static partial int virDomainPMWakeup(DomainHandle domain, uint flags);

    [LibraryImport(Library)]
    internal static partial int virDomainGetJobInfo(DomainHandle domain, out VirDomainJobInfo info);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int virDomainGetBlockJobInfo(DomainHandle domain, string disk, out VirDomainBlockJobInfo info, uint flags);

    [LibraryImport(Library)]
    internal static partial int virDomainShutdown(DomainHandle domain);

    [LibraryImport(Library)]
    internal static partial int virDomainDestroy(DomainHandle domain);

    [LibraryImport(Library)]
    internal static partial int virDomainUndefineFlags(DomainHandle domain, uint flags);

    [LibraryImport(Library)]
    internal static partial int virDomainPinVcpuFlags(DomainHandle domain, uint vcpu, byte* cpuMap, int mapLength, uint flags);

    [LibraryImport(Library)]
    internal static partial int virDomainPinEmulator(DomainHandle domain, byte* cpuMap, int mapLength, uint flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int virDomainAttachDeviceFlags(DomainHandle domain, string xml, uint flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int virDomainDetachDeviceFlags(DomainHandle domain, string xml, uint flags);
}
