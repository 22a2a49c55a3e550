using System.Collections.Immutable;

namespace LustreOperator.Sandbox.Storage;

/// <summary>All objects of one resource as they were at one revision.</summary>
internal sealed record ResourceSnapshot(long Revision, ImmutableSortedDictionary<ObjectKey, StoredObject> Objects)
{
    public static readonly IComparer<ObjectKey> Order = Comparer<ObjectKey>.Create(static (a, b) =>
    {
        int byNamespace = string.CompareOrdinal(a.Namespace, b.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(a.Name, b.Name);
    });

    public static readonly ImmutableSortedDictionary<ObjectKey, StoredObject> Nothing =
        ImmutableSortedDictionary.Create<ObjectKey, StoredObject>(Order);
}
