namespace LustreOperator.Agent;

/// <summary>
/// What the host uses its block devices for. What claims a disk without a holder that sysfs shows cannot be seen: ZFS, an external journal, a
/// volume group that is not active, a program or virtual machine that has the device file open, a mount in another mount namespace alone.
/// </summary>
internal sealed class DiskUse
{
    private readonly HostTree _tree;
    private readonly Dictionary<string, string> _mounts;
    private readonly HashSet<string> _swaps;
    private readonly HashSet<string> _pools;
    private readonly string? _problem;

    private DiskUse(HostTree tree, Dictionary<string, string> mounts, HashSet<string> swaps, HashSet<string> pools, string? problem)
    {
        _tree = tree;
        _mounts = mounts;
        _swaps = swaps;
        _pools = pools;
        _problem = problem;
    }

    public static DiskUse Read(HostTree tree)
    {
        // Process 1's mounts are the host's; a service often has a mount namespace of its own. Kernels before 5.8 may leave a mount out
        // while others come and go: two readings miss less than one.
        string table = tree.Exists("proc/1/mountinfo") ? "proc/1/mountinfo" : "proc/self/mountinfo";
        HostListing first = tree.Lines(table);
        HostListing second = tree.Lines(table);
        Dictionary<string, string> mounts = [];
        foreach ((string device, string mountPoint) in MountTables.Mounts(first.Items.Concat(second.Items)))
        {
            mounts.TryAdd(device, mountPoint);
        }

        // A kernel without swap has no such table.
        HostListing swaps = tree.Lines("proc/swaps");

        // Links to the disks of each mounted file system (fs/btrfs/sysfs.c); the mount names but one of them.
        HashSet<string> pools = [.. tree.Names("sys/fs/btrfs").Items.SelectMany(id => tree.Names($"sys/fs/btrfs/{id}/devices").Items)];
        string? problem = first.Problem ?? second.Problem ?? swaps.Problem
            ?? (first.IsAbsent ? $"{tree.FullPath(table)} is not there" : null);
        return new DiskUse(tree, mounts, [.. MountTables.Swaps(swaps.Items)], pools, problem);
    }

    /// <summary>What the host uses a disk or partition for, such as <c>is mounted on /data</c>; null: nothing.</summary>
    public string? Of(string name) => Of(name, []) ?? (_problem is null ? null : $"may be in use: {_problem}");

    private string? Of(string name, HashSet<string> seen)
    {
        if (!seen.Add(name))
        {
            return null;
        }

        string folder = $"sys/class/block/{name}";
        string?[] files = [_tree.Attribute($"{folder}/dev"), .. DeviceFiles(name)];
        foreach (string file in files.OfType<string>())
        {
            if (_mounts.TryGetValue(file, out string? mountPoint))
            {
                return $"is mounted on {mountPoint}";
            }

            if (_swaps.Contains(file))
            {
                return "is swap";
            }
        }

        // Of several holders the one is named that leads to a mount.
        string? use = _pools.Contains(name) ? "is part of a btrfs file system that is mounted" : null;
        foreach (string holder in _tree.Names($"{folder}/holders").Items)
        {
            string label = MappedName(holder) is { } mapped ? $"{holder} ({mapped})" : holder;
            if (Of(holder, seen) is { } useAbove)
            {
                return $"is part of {label}, which {useAbove}";
            }

            use ??= $"is part of {label}";
        }

        return use;
    }

    // sysfs writes a slash in a device's name as an exclamation mark (drivers/base/core.c), as in cciss!c0d0.
    private IEnumerable<string> DeviceFiles(string name)
    {
        yield return name.Replace('!', '/');
        if (MappedName(name) is { } mapped)
        {
            yield return $"mapper/{mapped}";
        }
    }

    /// <summary>The device-mapper's name (Documentation/ABI/testing/sysfs-block-dm), such as vg0-root; null for another device.</summary>
    private string? MappedName(string name) => _tree.Attribute($"sys/class/block/{name}/dm/name");
}
