namespace LustreOperator.Sandbox.Storage;

/// <summary>One change: an object appeared (no previous), changed, or left (no current).</summary>
internal sealed record StoreEvent(long Revision, StoredObject? Previous, StoredObject? Current)
{
    /// <summary>The object that left, as watchers see it: with the revision at which it did.</summary>
    public StoredObject? Last { get; init; }

    public ObjectKey Key => (Current ?? Previous)!.Key;
}
