using System.Threading.Channels;
using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests;

/// <summary>Waiting for a condition, never for a time.</summary>
internal static class Deadline
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the answer is yes.</summary>
    public static Task Until(Func<Task<bool>> condition, string what) => Eventually.Until(condition, Patience, () => what);

    /// <summary>Reads events until one fits, and returns it.</summary>
    public static async Task<T> Until<T>(this ChannelReader<HypervisorEvent> events, Func<T, bool> fits)
        where T : HypervisorEvent
    {
        List<HypervisorEvent> seen = [];
        using CancellationTokenSource deadline = MachineTime.Limit(Patience);
        try
        {
            await foreach (HypervisorEvent happened in events.ReadAllAsync(deadline.Token))
            {
                seen.Add(happened);
                if (happened is T wanted && fits(wanted))
                {
                    return wanted;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Said below.
        }

        throw new AssertionException($"No such {typeof(T).Name} within {Patience.TotalSeconds} s, only: {string.Join("; ", seen)}");
    }
}
