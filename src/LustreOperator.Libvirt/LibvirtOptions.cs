namespace LustreOperator.Libvirt;

/// <summary>How to reach a host's libvirt, and how patient to be with it.</summary>
public sealed class LibvirtOptions
{
    /// <summary>The connection URI.</summary>
    /// <value>Default <c>qemu:///system</c>.</value>
    public string Uri { get; set; } = "qemu:///system";

    /// <summary>How long to wait for a connection.</summary>
    /// <value>Default 10 s; 100 ms to 5 min.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a caller waits for a read, a definition, a pin or a destroy, its time in the queue included.</summary>
    /// <value>Default 30 s; 100 ms to 10 min.</value>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a caller waits for what is slow by nature: starts, shutdowns, hot-plug, volumes.</summary>
    /// <value>Default 3 min; 100 ms to 1 h.</value>
    public TimeSpan SlowCallTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How often a silent daemon is asked for a sign of life; whole seconds.</summary>
    /// <value>Default 5 s; 1 s to 1 min.</value>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many signs of life may be missing before the connection counts as lost.</summary>
    /// <value>Default 3; 1 to 100.</value>
    public int KeepAliveCount { get; set; } = 3;

    /// <summary>How many quick calls, and how many slow ones, may be under way at a time: each has a connection of its own then.</summary>
    /// <value>Default 4; 1 to 16.</value>
    public int CallsAtATime { get; set; } = 4;

    /// <summary>The wait before the first new attempt to connect; each further one doubles it, with jitter.</summary>
    /// <value>Default 200 ms; 10 ms to 1 min.</value>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait between attempts to connect.</summary>
    /// <value>Default 15 s; 10 ms to 10 min, and no less than <see cref="ReconnectDelay"/>.</value>
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many events may wait for the reader before some are dropped and <see cref="EventsLost"/> says so.</summary>
    /// <value>Default 4096; 16 to 1,000,000.</value>
    public int EventCapacity { get; set; } = 4096;
}
