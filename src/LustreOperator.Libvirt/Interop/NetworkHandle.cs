namespace LustreOperator.Libvirt.Interop;

internal sealed class NetworkHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virNetworkFree(handle) >= 0;
}
