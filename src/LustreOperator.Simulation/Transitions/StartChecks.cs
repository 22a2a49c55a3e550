using System.Collections.Immutable;
using LustreOperator.Libvirt;
using LustreOperator.Simulation.State;

namespace LustreOperator.Simulation.Transitions;

/// <summary>What a start or a hot-plug needs of the host besides memory and CPUs: networks, images, functions.</summary>
internal static class StartChecks
{
    public static void Check(HostState state, DomainDefinition definition)
    {
        if (definition.MemoryBinding is { } binding
            && binding.Nodes.Except(CpuSet.From(state.Shape.Capabilities.Cells.Select(cell => cell.Id))) is { IsEmpty: false } absent)
        {
            throw Faults.Unsupported($"NUMA node {absent.First()} is unavailable");
        }

        foreach (DomainInterface nic in definition.Interfaces)
        {
            Check(state, nic);
        }

        foreach (DomainDisk disk in definition.Disks)
        {
            Check(state, disk);
        }

        Functions.Check(state, definition.Name, definition.HostDevices);
    }

    public static void Check(HostState state, DomainInterface nic)
    {
        switch (nic.Source)
        {
            case NetworkSource source:
                VirtualNetwork network = state.Networks.GetValueOrDefault(source.Network) ?? throw Faults.NoNetwork(source.Network);
                if (!network.IsActive)
                {
                    throw Faults.NetworkInactive(network.Name);
                }

                break;
            case BridgeSource source when !IsBridge(state, source.Bridge):
                throw Faults.System($"Cannot get interface MTU on '{source.Bridge}': No such device", 19);
        }
    }

    public static void Check(HostState state, DomainDisk disk)
    {
        string path = ImageOf(state, disk);
        StorageVolume volume = state.FindByPath(path) ?? throw Faults.System($"Cannot access storage file '{path}': No such file or directory", 2);
        if (volume.BackingPath is { } backing && state.FindByPath(backing) is null)
        {
            throw Faults.System(
                $"Cannot access backing file '{backing}' of storage file '{path}' (as uid:64055, gid:64055): No such file or directory", 2);
        }

        if (!disk.IsReadOnly && state.WriterOf(path) is not null)
        {
            throw Faults.Internal(
                $"process exited while connecting to monitor: qemu-system-x86_64: Failed to get \"write\" lock\nIs another process using the image [{path}]?");
        }
    }

    /// <summary>The images that the disks write to, by target.</summary>
    public static ImmutableDictionary<string, string> Images(HostState state, DomainDefinition definition) =>
        definition.Disks.Where(disk => !disk.IsReadOnly).ToImmutableDictionary(disk => disk.Target, disk => ImageOf(state, disk));

    /// <summary>The file that a disk's bytes are in.</summary>
    public static string ImageOf(HostState state, DomainDisk disk) => disk.Source switch
    {
        VolumeSource source => VolumeOf(state, source).Path,
        FileSource file => file.Path,
        BlockSource block => block.Path,
        _ => throw new InvalidOperationException($"no way to find the image of {disk.Source}"),
    };

    private static StorageVolume VolumeOf(HostState state, VolumeSource source)
    {
        SimulatedPool pool = Guards.Pool(state, source.Pool);
        return !pool.Empty.IsActive
            ? throw Faults.Unsupported($"storage pool '{source.Pool}' containing volume '{source.Volume}' is not active")
            : pool.Volumes.GetValueOrDefault(source.Volume) ?? throw Faults.NoVolume(source.Volume);
    }

    private static bool IsBridge(HostState state, string name) => state.Shape.Bridges.Contains(name)
        || state.Networks.Values.Any(network => network.IsActive && string.Equals(network.Bridge, name, StringComparison.Ordinal));
}
