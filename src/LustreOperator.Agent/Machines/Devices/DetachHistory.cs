using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace LustreOperator.Agent;

/// <summary>
/// When this process last asked a guest to let go of a device. It only paces: libvirt's answer does not say whether the guest will, and asking again
/// while it thinks changes nothing. A new process asks anew.
/// </summary>
internal sealed class DetachHistory(TimeProvider time)
{
    /// <summary>A guest that obeys does so by then; from then on only a restart counts on it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long a guest that did not obey is left alone before it is asked again.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, ImmutableDictionary<string, long>> _asked = new();

    public void Asked(string machineUid, string device) => _asked.AddOrUpdate(
        machineUid,
        _ => ImmutableDictionary<string, long>.Empty.Add(device, time.GetTimestamp()),
        (_, devices) => devices.SetItem(device, time.GetTimestamp()));

    /// <summary>How long ago, by device, of those that are still there.</summary>
    public ImmutableDictionary<string, TimeSpan> Of(string machineUid, IReadOnlyCollection<string> present)
    {
        if (!_asked.TryGetValue(machineUid, out ImmutableDictionary<string, long>? devices))
        {
            return ImmutableDictionary<string, TimeSpan>.Empty;
        }

        ImmutableDictionary<string, long> still = devices.RemoveRange(devices.Keys.Where(device => !present.Contains(device)));
        if (still.IsEmpty)
        {
            _asked.TryRemove(machineUid, out _);
        }
        else if (still.Count < devices.Count)
        {
            _asked[machineUid] = still;
        }

        return still.ToImmutableDictionary(asked => asked.Key, asked => time.GetElapsedTime(asked.Value));
    }
}
