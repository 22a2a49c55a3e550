namespace LustreOperator.Kubernetes;

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="ResourceVersion">Resume after this version.</param>
/// <param name="Value">The object after the event (before it for Deleted); null for a bookmark and when it does not fit.</param>
/// <param name="Unreadable">Set when the object does not fit <typeparamref name="T"/>.</param>
public sealed record WatchEvent<T>(WatchEventType Type, string ResourceVersion, T? Value, UnreadableObject? Unreadable = null)
    where T : class;

/// <summary>What an event of a watch says. (ERROR events are thrown as <see cref="KubernetesStatusException"/>.)</summary>
public enum WatchEventType
{
    Added,
    Modified,
    Deleted,

    /// <summary>Nothing happened up to <see cref="WatchEvent{T}.ResourceVersion"/>.</summary>
    Bookmark,
}
