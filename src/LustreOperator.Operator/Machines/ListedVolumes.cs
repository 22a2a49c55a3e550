using System.Collections.Immutable;
using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>The volumes of Data disks that hosts list, found by name and by the disk that they were made for. Immutable.</summary>
internal sealed class ListedVolumes
{
    private readonly ImmutableDictionary<string, IReadOnlyList<HostVolume>> _lists;
    private readonly ImmutableDictionary<(string Pool, string Name), ImmutableHashSet<(string Host, HostVolume Volume)>> _byName;
    private readonly ImmutableDictionary<(string? Namespace, string? Machine, string Disk), ImmutableHashSet<(string Host, HostVolume Volume)>> _byDisk;

    private ListedVolumes(
        ImmutableDictionary<string, IReadOnlyList<HostVolume>> lists,
        ImmutableDictionary<(string, string), ImmutableHashSet<(string, HostVolume)>> byName,
        ImmutableDictionary<(string?, string?, string), ImmutableHashSet<(string, HostVolume)>> byDisk) => (_lists, _byName, _byDisk) = (lists, byName, byDisk);

    public static ListedVolumes None { get; } = new(
        ImmutableDictionary<string, IReadOnlyList<HostVolume>>.Empty,
        ImmutableDictionary<(string, string), ImmutableHashSet<(string, HostVolume)>>.Empty,
        ImmutableDictionary<(string?, string?, string), ImmutableHashSet<(string, HostVolume)>>.Empty);

    /// <summary>Those of that name, by host.</summary>
    public IReadOnlyList<(string Host, HostVolume Volume)> Named(string pool, string name) => Sorted(_byName.GetValueOrDefault((pool, name)));

    /// <summary>Those made for that disk, of whichever machine had the name, by host.</summary>
    public IReadOnlyList<(string Host, HostVolume Volume)> Of(string? @namespace, string machine, string disk) =>
        Sorted(_byDisk.GetValueOrDefault((@namespace, machine, disk)));

    /// <summary>With the list of a host as it is now; empty: the host lists none, or is gone.</summary>
    public ListedVolumes With(string host, IReadOnlyList<HostVolume> volumes)
    {
        IReadOnlyList<HostVolume> before = _lists.GetValueOrDefault(host) ?? [];
        if (before.SequenceEqual(volumes))
        {
            return this;
        }

        var byName = _byName.ToBuilder();
        var byDisk = _byDisk.ToBuilder();
        foreach (HostVolume gone in before.Except(volumes))
        {
            Remove(byName, NameOf(gone), (host, gone));
            Remove(byDisk, DiskOf(gone), (host, gone));
        }

        foreach (HostVolume come in volumes.Except(before))
        {
            Add(byName, NameOf(come), (host, come));
            Add(byDisk, DiskOf(come), (host, come));
        }

        return new ListedVolumes(volumes.Count == 0 ? _lists.Remove(host) : _lists.SetItem(host, volumes), byName.ToImmutable(), byDisk.ToImmutable());
    }

    private static (string, string) NameOf(HostVolume volume) => (volume.Pool, volume.Name);

    private static (string?, string?, string) DiskOf(HostVolume volume) => (volume.Namespace, volume.Machine, volume.Disk);

    private static void Add<TKey>(ImmutableDictionary<TKey, ImmutableHashSet<(string, HostVolume)>>.Builder index, TKey key, (string, HostVolume) item)
        where TKey : notnull => index[key] = (index.GetValueOrDefault(key) ?? []).Add(item);

    private static void Remove<TKey>(ImmutableDictionary<TKey, ImmutableHashSet<(string, HostVolume)>>.Builder index, TKey key, (string, HostVolume) item)
        where TKey : notnull
    {
        ImmutableHashSet<(string, HostVolume)> left = index[key].Remove(item);
        if (left.IsEmpty)
        {
            index.Remove(key);
        }
        else
        {
            index[key] = left;
        }
    }

    private static IReadOnlyList<(string Host, HostVolume Volume)> Sorted(ImmutableHashSet<(string Host, HostVolume Volume)>? found) => found is null ? [] :
    [
        .. found.OrderBy(listed => listed.Host, StringComparer.Ordinal).ThenBy(listed => listed.Volume.Pool, StringComparer.Ordinal)
            .ThenBy(listed => listed.Volume.Name, StringComparer.Ordinal),
    ];
}
