namespace LustreOperator.Libvirt.Interop;

internal sealed class NodeDeviceHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virNodeDeviceFree(handle) >= 0;
}
