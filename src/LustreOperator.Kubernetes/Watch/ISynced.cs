namespace LustreOperator.Kubernetes;

/// <summary>Something that must have seen the world once before decisions are made on it.</summary>
public interface ISynced
{
    /// <summary>What it holds, for the text of the readiness check.</summary>
    string Name { get; }

    bool IsSynced { get; }

    Task WaitForSyncAsync(CancellationToken cancel);
}
