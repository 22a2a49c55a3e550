using System.Collections.Immutable;
using LustreOperator.Api;

namespace LustreOperator.Operator;

/// <summary>Which machine has which volume: the one whose disk names it, or the one that it was made for. Immutable.</summary>
internal sealed class VolumeHolders
{
    private readonly ImmutableDictionary<(string? Namespace, string Name), LustreMachine> _machines;
    private readonly ImmutableDictionary<(string Pool, string Name), ImmutableHashSet<(string? Namespace, string Name)>> _byVolume;
    private readonly ImmutableDictionary<string, (string? Namespace, string Name)> _byUid;

    private VolumeHolders(
        ImmutableDictionary<(string?, string), LustreMachine> machines,
        ImmutableDictionary<(string, string), ImmutableHashSet<(string?, string)>> byVolume,
        ImmutableDictionary<string, (string?, string)> byUid) => (_machines, _byVolume, _byUid) = (machines, byVolume, byUid);

    public static VolumeHolders None { get; } = new(
        ImmutableDictionary<(string?, string), LustreMachine>.Empty,
        ImmutableDictionary<(string, string), ImmutableHashSet<(string?, string)>>.Empty,
        ImmutableDictionary<string, (string?, string)>.Empty);

    /// <summary>The machines that have a volume, by name.</summary>
    public IEnumerable<LustreMachine> Of(HostVolume volume)
    {
        IEnumerable<LustreMachine> named = ByName(volume.Pool, volume.Name);
        return _byUid.TryGetValue(volume.MachineUid, out (string?, string) key) && _machines[key] is var owner && owner.Spec.Disks.Any(disk =>
            disk.Pool == volume.Pool && disk.Volume is null && disk.Name == volume.Disk)
            ? named.Prepend(owner)
            : named;
    }

    /// <summary>The machines whose disks name a volume, by name.</summary>
    public IEnumerable<LustreMachine> ByName(string pool, string name) => (_byVolume.GetValueOrDefault((pool, name)) ?? [])
        .OrderBy(key => key.Namespace, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal).Select(key => _machines[key]);

    /// <summary>With a machine as it is now.</summary>
    public VolumeHolders With(LustreMachine machine)
    {
        if (_machines.TryGetValue(KeyOf(machine), out LustreMachine? before)
            && before.Metadata.Uid == machine.Metadata.Uid && before.Spec.Disks.SequenceEqual(machine.Spec.Disks))
        {
            return this;
        }

        VolumeHolders without = Without(machine.Metadata.Namespace, machine.Metadata.Name);
        var byVolume = without._byVolume;
        foreach ((string, string) volume in Volumes(machine))
        {
            byVolume = byVolume.SetItem(volume, (byVolume.GetValueOrDefault(volume) ?? []).Add(KeyOf(machine)));
        }

        return new VolumeHolders(
            without._machines.SetItem(KeyOf(machine), machine), byVolume,
            machine.Metadata.Uid is { } uid ? without._byUid.SetItem(uid, KeyOf(machine)) : without._byUid);
    }

    /// <summary>Without the machine of that name.</summary>
    public VolumeHolders Without(string? @namespace, string name)
    {
        if (!_machines.TryGetValue((@namespace, name), out LustreMachine? machine))
        {
            return this;
        }

        var byVolume = _byVolume;
        foreach ((string, string) volume in Volumes(machine))
        {
            var left = byVolume[volume].Remove(KeyOf(machine));
            byVolume = left.IsEmpty ? byVolume.Remove(volume) : byVolume.SetItem(volume, left);
        }

        return new VolumeHolders(
            _machines.Remove(KeyOf(machine)), byVolume, machine.Metadata.Uid is { } uid ? _byUid.Remove(uid) : _byUid);
    }

    private static (string? Namespace, string Name) KeyOf(LustreMachine machine) => (machine.Metadata.Namespace, machine.Metadata.Name);

    private static IEnumerable<(string, string)> Volumes(LustreMachine machine) =>
        machine.Spec.Disks.Where(disk => disk.Volume is not null).Select(disk => (disk.Pool, disk.Volume!)).Distinct();
}
