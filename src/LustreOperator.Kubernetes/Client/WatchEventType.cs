namespace LustreOperator.Kubernetes;

/// <summary>What an event of a watch says. (ERROR events are thrown as <see cref="KubernetesStatusException"/>.)</summary>
public enum WatchEventType
{
    Added,
    Modified,
    Deleted,

    /// <summary>Nothing happened up to <see cref="WatchEvent{T}.ResourceVersion"/>.</summary>
    Bookmark,
}
