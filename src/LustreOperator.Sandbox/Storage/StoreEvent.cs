namespace LustreOperator.Sandbox.Storage;

/// <summary>One change: an object appeared (no previous), changed, or left (no current).</summary>
internal sealed record StoreEvent(long Revision, StoredObject? Previous, StoredObject? Current)
{
    public ObjectKey Key => (Current ?? Previous)!.Key;
}
