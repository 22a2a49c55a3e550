namespace LustreOperator.Kubernetes;

/// <summary>What a reflector looks at, and its time limits.</summary>
public sealed class ReflectorOptions
{
    /// <summary>Null or empty: all namespaces.</summary>
    public string? Namespace { get; set; }

    public string? LabelSelector { get; set; }

    public string? FieldSelector { get; set; }

    /// <summary>Objects in a page of a list. Default 500.</summary>
    public int PageSize { get; set; } = 500;

    /// <summary>Shortest time of one watch request; each takes between one and two of these. Default 5 minutes; at least 1 s.</summary>
    public TimeSpan WatchTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A watch that brings no byte for this long is taken for dead. Default 3 minutes (a server sends a bookmark a minute).</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Shortest time between two watch requests. Default 1 s.</summary>
    public TimeSpan ReconnectFloor { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Delay after the first failure; doubles. Default 800 ms, as client-go.</summary>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Longest delay before jitter. Default 30 s.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(WatchTimeout, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Silence, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ReconnectFloor, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(BaseDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, BaseDelay);
    }
}
