using System.Threading.Channels;

namespace LustreOperator.Libvirt.Tests;

/// <summary>Waiting for a condition, never for a time.</summary>
internal static class Deadline
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the answer is yes.</summary>
    public static async Task Until(Func<Task<bool>> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                Assert.Fail($"Not within {Patience.TotalSeconds} s: {what}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>Reads events until one fits, and returns it.</summary>
    public static async Task<T> Until<T>(this ChannelReader<HypervisorEvent> events, Func<T, bool> fits)
        where T : HypervisorEvent
    {
        List<HypervisorEvent> seen = [];
        using CancellationTokenSource deadline = new(Patience);
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
