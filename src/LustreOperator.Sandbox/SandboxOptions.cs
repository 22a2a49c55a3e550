namespace LustreOperator.Sandbox;

/// <summary>How the local control plane runs.</summary>
public sealed class SandboxOptions
{
    /// <summary>The port on the loopback address; 0 (default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where to write a kubeconfig of the administrator (mode 0600); null writes none.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary>
    /// Whether owned objects are collected and deleted namespaces finished, as a controller manager does. Default true.
    /// </summary>
    public bool RunControllers { get; init; } = true;

    /// <summary>How many changes of one resource a watch can resume over. Default 10,000.</summary>
    public int HistoryPerResource { get; init; } = 10_000;

    /// <summary>How many changes a slow watch may lag behind before it is cut off. Default 10,000.</summary>
    public int WatchQueue { get; init; } = 10_000;
}
