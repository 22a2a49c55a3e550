namespace LustreOperator.Kubernetes;

/// <summary>What changed in a store: Old is null for a new object, New for a deleted one.</summary>
public readonly record struct StoreChange<T>(ObjectKey Key, T? Old, T? New)
    where T : class
{
    public bool IsAdded => Old is null;

    public bool IsDeleted => New is null;
}
