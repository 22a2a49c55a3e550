using LustreOperator.Sandbox.Selectors;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Watch;

/// <summary>What one watch sees: an object that leaves its selection is deleted for it, one that enters is new.</summary>
internal sealed class WatchSelection(string ns, LabelSelector labels, FieldSelector fields)
{
    public bool Matches(StoredObject stored) =>
        (ns.Length == 0 || stored.Key.Namespace == ns) && labels.Matches(stored.Summary.Labels) && fields.Matches(stored);

    /// <summary>Whether a watcher hears of a change at all.</summary>
    public bool Concerns(StoreEvent change) =>
        (change.Current is not null && Matches(change.Current)) || (change.Previous is not null && Matches(change.Previous));

    public (string Type, StoredObject Object)? Translate(StoreEvent change)
    {
        bool before = change.Previous is not null && Matches(change.Previous);
        bool after = change.Current is not null && Matches(change.Current);
        return (before, after) switch
        {
            (false, true) => ("ADDED", change.Current!),
            (true, true) => ("MODIFIED", change.Current!),
            (true, false) => ("DELETED", change.Last ?? change.Previous!.At(change.Revision)),
            _ => null,
        };
    }
}
