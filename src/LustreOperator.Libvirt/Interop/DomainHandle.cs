namespace LustreOperator.Libvirt.Interop;

internal sealed class DomainHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virDomainFree(handle) >= 0;
}
