namespace LustreOperator.Libvirt.Interop;

internal sealed class ConnectHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virConnectClose(handle) >= 0;
}
