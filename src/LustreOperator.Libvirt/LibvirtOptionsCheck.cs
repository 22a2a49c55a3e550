namespace LustreOperator.Libvirt;

/// <summary>The bounds that <see cref="LibvirtOptions"/> documents.</summary>
public static class LibvirtOptionsCheck
{
    /// <summary>Says no to options that are out of bounds.</summary>
    /// <exception cref="ArgumentException">An option is out of bounds; the message names every one.</exception>
    public static void ThrowIfInvalid(LibvirtOptions options)
    {
        List<string> faults = [];
        if (string.IsNullOrWhiteSpace(options.Uri))
        {
            faults.Add($"{nameof(options.Uri)} is empty");
        }

        Check(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        Check(nameof(options.CallTimeout), options.CallTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Check(nameof(options.SlowCallTimeout), options.SlowCallTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        Check(nameof(options.KeepAliveInterval), options.KeepAliveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Check(nameof(options.KeepAliveCount), options.KeepAliveCount, 1, 100);
        Check(nameof(options.CallsAtATime), options.CallsAtATime, 1, 16);
        Check(nameof(options.ReconnectDelay), options.ReconnectDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Check(nameof(options.MaxReconnectDelay), options.MaxReconnectDelay, options.ReconnectDelay, TimeSpan.FromMinutes(10));
        Check(nameof(options.EventCapacity), options.EventCapacity, 16, 1_000_000);
        if (faults.Count > 0)
        {
            throw new ArgumentException($"libvirt options: {string.Join("; ", faults)}.", nameof(options));
        }

        void Check<T>(string name, T value, T min, T max)
            where T : IComparable<T>
        {
            if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
            {
                faults.Add($"{name} is {value}, not {min} to {max}");
            }
        }
    }
}
