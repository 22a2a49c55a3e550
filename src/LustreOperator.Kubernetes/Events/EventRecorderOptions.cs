namespace LustreOperator.Kubernetes;

/// <summary>Who reports events, and how many are kept while the API server is slow.</summary>
public sealed class EventRecorderOptions
{
    /// <summary>source.component and reportingComponent. Default <c>lustre-operator</c>.</summary>
    public string Component { get; set; } = "lustre-operator";

    /// <summary>source.host and reportingInstance, such as the pod or host name. Default empty.</summary>
    public string Instance { get; set; } = "";

    /// <summary>The labels of the Events about an object; null for none, which is the default.</summary>
    public Func<ObjectReference, IReadOnlyDictionary<string, string>?> LabelsOf { get; set; } = _ => null;

    /// <summary>Events that wait to be sent; further ones are dropped and counted. Default 1000; at least 1.</summary>
    public int Capacity { get; set; } = 1000;

    /// <summary>Different events whose repeats are counted; the oldest are forgotten first. Default 4096; at least 1.</summary>
    public int Remembered { get; set; } = 4096;

    /// <summary>How long is waited before what may pass is tried again, doubled each time. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often one Event is tried while others were taken. Default 7, about a minute in all; at least 1.</summary>
    public int Tries { get; set; } = 7;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Component);
        ArgumentOutOfRangeException.ThrowIfLessThan(Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Remembered, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Tries, 1);
    }
}
