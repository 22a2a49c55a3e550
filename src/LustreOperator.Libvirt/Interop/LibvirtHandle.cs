using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>A reference to an object of libvirt's, counted there and given back by its Free function.</summary>
internal abstract class LibvirtHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;
}

internal sealed class ConnectHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virConnectClose(handle) >= 0;
}

internal sealed class DomainHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virDomainFree(handle) >= 0;
}

internal sealed class NodeDeviceHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virNodeDeviceFree(handle) >= 0;
}

internal sealed class NetworkHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virNetworkFree(handle) >= 0;
}

internal sealed class StoragePoolHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virStoragePoolFree(handle) >= 0;
}

internal sealed class StorageVolumeHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virStorageVolFree(handle) >= 0;
}
