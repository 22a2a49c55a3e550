using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt;

/// <content>Pools and volumes.</content>
public sealed unsafe partial class LibvirtHypervisor
{
    public Task<Listing<StoragePool>> ListStoragePoolsAsync(CancellationToken cancellationToken) =>
        QuickAsync(nameof(Native.virConnectListAllStoragePools), ReadPools, cancellationToken);

    public Task<StoragePool?> FindStoragePoolAsync(string name, CancellationToken cancellationToken) =>
        QuickAsync(nameof(Native.virStoragePoolGetXMLDesc), connect => FindPool(connect, name), cancellationToken);

    public Task<IReadOnlyList<StorageVolume>> ListVolumesAsync(string pool, Func<string, bool> isWanted, CancellationToken cancellationToken) =>
        QuickAsync(nameof(Native.virStoragePoolListAllVolumes), connect => ReadVolumes(connect, pool, isWanted), cancellationToken);

    public Task<StorageVolume?> FindVolumeAsync(string pool, string name, CancellationToken cancellationToken) =>
        QuickAsync(nameof(Native.virStorageVolLookupByName), connect => FindVolume(connect, pool, name), cancellationToken);

    public Task<StorageVolume> CreateVolumeAsync(VolumeDefinition definition, CancellationToken cancellationToken) =>
        SlowAsync(nameof(Native.virStorageVolCreateXML), connect => CreateVolume(connect, definition), cancellationToken);

    public Task DeleteVolumeAsync(string pool, string name, CancellationToken cancellationToken) => SlowAsync(
        nameof(Native.virStorageVolDelete),
        connect =>
        {
            using StoragePoolHandle inPool = Pool(connect, pool);
            using StorageVolumeHandle volume = NativeResult.Check(Native.virStorageVolLookupByName(inPool, name));
            return NativeResult.Check(Native.virStorageVolDelete(volume, 0));
        },
        cancellationToken);

    public Task RefreshStoragePoolAsync(string pool, CancellationToken cancellationToken) => SlowAsync(
        nameof(Native.virStoragePoolRefresh),
        connect =>
        {
            using StoragePoolHandle handle = Pool(connect, pool);
            return NativeResult.Check(Native.virStoragePoolRefresh(handle, 0));
        },
        cancellationToken);

    private static StoragePoolHandle Pool(ConnectHandle connect, string name) => NativeResult.Check(Native.virStoragePoolLookupByName(connect, name));

    private static Listing<StoragePool> ReadPools(ConnectHandle connect)
    {
        int count = NativeResult.Check(Native.virConnectListAllStoragePools(connect, out nint* items, 0));
        return Sorted(
            ReadEach(
                connect,
                "storage pool",
                NativeList.Take<StoragePoolHandle>(items, count),
                handle => NativeString.Peek(Native.virStoragePoolGetName(handle.DangerousGetHandle())),
                ReadPool),
            pool => pool.Name,
            StringComparer.Ordinal);
    }

    private static StoragePool? FindPool(ConnectHandle connect, string name)
    {
        using StoragePoolHandle? pool = NullIf(LibvirtErrorKind.NoStoragePool, () => Pool(connect, name));
        return pool is null ? null : ReadPool(pool);
    }

    private static StoragePool? ReadPool(StoragePoolHandle handle) =>
        NullIf(LibvirtErrorKind.NoStoragePool, () => NativeResult.CheckString(Native.virStoragePoolGetXMLDesc(handle, 0))) is { } xml
            ? StorageXml.ReadPool(xml, Native.virStoragePoolIsActive(handle) == 1)
            : null;

    private static IReadOnlyList<StorageVolume> ReadVolumes(ConnectHandle connect, string poolName, Func<string, bool> isWanted)
    {
        using StoragePoolHandle pool = Pool(connect, poolName);
        int count = NativeResult.Check(Native.virStoragePoolListAllVolumes(pool, out nint* items, 0));
        List<StorageVolume> volumes = [];
        List<StorageVolumeHandle> handles = NativeList.Take<StorageVolumeHandle>(items, count);
        try
        {
            foreach (StorageVolumeHandle handle in handles)
            {
                // The name is the handle's own: no call to the daemon.
                if (isWanted(NativeString.Peek(Native.virStorageVolGetName(handle)))
                    && NullIf(LibvirtErrorKind.NoStorageVolume, () => NativeResult.CheckString(Native.virStorageVolGetXMLDesc(handle, 0))) is { } xml)
                {
                    volumes.Add(StorageXml.ReadVolume(xml, poolName));
                }
            }
        }
        finally
        {
            handles.ForEach(handle => handle.Dispose());
        }

        return [.. volumes.OrderBy(volume => volume.Name, StringComparer.Ordinal)];
    }

    private static StorageVolume? FindVolume(ConnectHandle connect, string poolName, string name)
    {
        using StoragePoolHandle pool = Pool(connect, poolName);
        using StorageVolumeHandle? volume =
            NullIf(LibvirtErrorKind.NoStorageVolume, () => NativeResult.Check(Native.virStorageVolLookupByName(pool, name)));
        return volume is null ? null : ReadVolume(volume, poolName);
    }

    private static StorageVolume ReadVolume(StorageVolumeHandle volume, string pool) =>
        StorageXml.ReadVolume(NativeResult.CheckString(Native.virStorageVolGetXMLDesc(volume, 0)), pool);

    private static StorageVolume CreateVolume(ConnectHandle connect, VolumeDefinition definition)
    {
        StorageVolume? backing = definition.Base is { } reference
            ? VolumeRules.CheckBase(FindVolume(connect, reference.Pool, reference.Name), reference, definition)
            : null;
        using StoragePoolHandle pool = Pool(connect, definition.Pool);
        using StorageVolumeHandle volume = NativeResult.Check(Native.virStorageVolCreateXML(pool, StorageXml.WriteVolume(definition, backing), 0));
        return ReadVolume(volume, definition.Pool);
    }
}
