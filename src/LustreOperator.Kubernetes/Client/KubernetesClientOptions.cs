namespace LustreOperator.Kubernetes;

/// <summary>How the client behaves towards the API server.</summary>
public sealed class KubernetesClientOptions
{
    /// <summary>Sent with every request. Default <c>lustre-operator</c>.</summary>
    public string UserAgent { get; set; } = "lustre-operator";

    /// <summary>Owner of the fields written where a write names none. Default <c>lustre-operator</c>; at most 128 characters.</summary>
    public string FieldManager { get; set; } = "lustre-operator";

    /// <summary>For one try of a request, to the last byte of its answer. Default 30 s; more than 0. Watches have their own.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests per second over time. Default 50; more than 0.</summary>
    public double QueriesPerSecond { get; set; } = 50;

    /// <summary>Requests at once after a quiet time. Default 100; at least 1.</summary>
    public int Burst { get; set; } = 100;

    /// <summary>How often a request that the server turned away unread (429, or 503 to a read) is sent again. Default 3; 0 to 10.</summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>A server that asks for a longer wait than this is not waited for here. Default 10 s.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(UserAgent);
        ArgumentException.ThrowIfNullOrEmpty(FieldManager);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RequestTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(QueriesPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(Burst, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRetries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRetries, 10);
    }
}
