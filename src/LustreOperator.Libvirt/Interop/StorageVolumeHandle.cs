namespace LustreOperator.Libvirt.Interop;

internal sealed class StorageVolumeHandle : LibvirtHandle
{
    protected override bool ReleaseHandle() => Native.virStorageVolFree(handle) >= 0;
}
