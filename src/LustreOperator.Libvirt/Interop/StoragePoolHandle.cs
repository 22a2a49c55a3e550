namespace LustreOperator.Libvirt.Interop;

internal sealed class StoragePoolHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virStoragePoolFree(handle) >= 0;
}
