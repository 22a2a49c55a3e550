namespace LustreOperator.Kubernetes;

/// <summary>What a watch asks for.</summary>
public sealed record WatchOptions
{
    /// <summary>Null or empty: all namespaces.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Events after this version. Null: first every object that exists, as Added.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>When the server is to end the stream. Default 5 minutes; the client ends it 30 seconds later itself.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A stream that brings no byte for this long is taken for dead. Default 3 minutes: a server sends a bookmark each minute.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(3);
}
