using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Transitions;

/// <summary>Pools and their volumes.</summary>
internal static class Volumes
{
    /// <summary>What an empty qcow2 file takes.</summary>
    private const long Qcow2Bytes = 196 << 10;

    public static Change Create(HostState state, VolumeDefinition definition)
    {
        StorageVolume? backing = definition.Base is { } reference
            ? VolumeRules.CheckBase(Find(state, reference.Pool, reference.Name), reference, definition)
            : null;
        SimulatedPool pool = Guards.ActivePool(state, definition.Pool);
        if (!PoolTypes.MakesVolumes(pool.Empty.Type))
        {
            throw Faults.NotSupported("storage pool does not support volume creation");
        }

        return !pool.Volumes.ContainsKey(definition.Name)
            ? Change.Silent(Keep(state, pool with { Volumes = pool.Volumes.Add(definition.Name, Made(pool, definition, backing)) }))
            : throw Faults.VolumeExists(definition.Name);
    }

    public static Change Delete(HostState state, string poolName, string name)
    {
        SimulatedPool pool = Guards.ActivePool(state, poolName);
        return pool.Volumes.ContainsKey(name)
            ? Change.Silent(Keep(state, pool with { Volumes = pool.Volumes.Remove(name) }))
            : throw Faults.NoVolume(name);
    }

    public static Change Refresh(HostState state, string poolName) => Change.Silent(Keep(state, Seen(Guards.ActivePool(state, poolName))));

    public static StorageVolume? Find(HostState state, string pool, string name) => Guards.ActivePool(state, pool).Volumes.GetValueOrDefault(name);

    /// <summary>What no call of ours does: a file is put into the pool's folder.</summary>
    public static Change PutFile(HostState state, string poolName, string name)
    {
        SimulatedPool pool = Guards.Pool(state, poolName);
        StorageVolume file = new() { Pool = poolName, Name = name, Path = pool.PathOf(name), Format = VolumeFormat.Raw, FormatName = "raw" };
        return Change.Silent(Keep(state, pool with { Unseen = pool.Unseen.Add(file) }));
    }

    /// <summary>What no call of ours does: QEMU makes an image in a pool's folder, which counts as seen.</summary>
    public static HostState PutImage(HostState state, string path, VolumeFormat format, string? backingPath)
    {
        int slash = path.LastIndexOf('/');
        SimulatedPool pool = state.Pools.Values.FirstOrDefault(pool => slash > 0 && pool.Empty.Path == path[..slash])
            ?? throw Faults.System($"cannot create '{path}': No such file or directory", 2);
        string name = path[(slash + 1)..];
        StorageVolume image = new() { Pool = pool.Name, Name = name, Path = path, Format = format, BackingPath = backingPath };
        return Keep(state, pool with { Volumes = pool.Volumes.SetItem(name, image) });
    }

    /// <summary>What no call of ours does: virStoragePoolCreate, which looks at the folder too, and virStoragePoolDestroy.</summary>
    public static Change SetPoolActive(HostState state, string poolName, bool isActive)
    {
        SimulatedPool pool = Guards.Pool(state, poolName);
        return Change.Silent(Keep(state, (isActive ? Seen(pool) : pool) with { Empty = pool.Empty with { IsActive = isActive } }));
    }

    /// <summary>What no call of ours does: virNetworkCreate and virNetworkDestroy.</summary>
    public static Change SetNetworkActive(HostState state, string name, bool isActive)
    {
        VirtualNetwork network = state.Networks.GetValueOrDefault(name) ?? throw Faults.NoNetwork(name);
        return Change.Silent(state with { Networks = state.Networks.SetItem(name, network with { IsActive = isActive }) });
    }

    private static SimulatedPool Seen(SimulatedPool pool) => pool with
    {
        Volumes = pool.Volumes.SetItems(pool.Unseen.Select(volume => KeyValuePair.Create(volume.Name, volume))),
        Unseen = [],
    };

    // Where volumes are no files libvirt passes over the format and the base, as its logical backend does, and takes the whole size at once.
    private static StorageVolume Made(SimulatedPool pool, VolumeDefinition definition, StorageVolume? backing)
    {
        bool isFile = PoolTypes.HoldsFiles(pool.Empty.Type);
        return new()
        {
            Pool = pool.Name,
            Name = definition.Name,
            Path = pool.PathOf(definition.Name),
            Format = PoolTypes.Blank(pool.Empty.Type, definition.Format),
            FormatName = !isFile ? null : definition.Format == VolumeFormat.Qcow2 ? "qcow2" : "raw",
            CapacityBytes = definition.CapacityBytes,
            AllocationBytes = !isFile ? definition.CapacityBytes : definition.Format == VolumeFormat.Qcow2 ? Qcow2Bytes : 0,
            BackingPath = isFile ? backing?.Path : null,
        };
    }

    private static HostState Keep(HostState state, SimulatedPool pool) => state with { Pools = state.Pools.SetItem(pool.Name, pool) };
}
