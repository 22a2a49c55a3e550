namespace LustreOperator.Kubernetes;

/// <summary>What a list asks for.</summary>
public sealed record ListOptions
{
    /// <summary>Null or empty: all namespaces.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Objects in a page. Default 500, as client-go; 0 asks for all at once.</summary>
    public int Limit { get; init; } = 500;

    /// <summary>Token of the page wanted; null for the first.</summary>
    public string? Continue { get; init; }
}
