using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Output;

/// <summary>Follows the objects of a kind as <c>kubectl get --watch</c> does, until it is cancelled.</summary>
/// <typeparam name="T">The class of the objects.</typeparam>
/// <param name="client">The API.</param>
/// <param name="kind">The kind.</param>
/// <param name="selector">Labels; null: all objects.</param>
/// <param name="time">For pauses.</param>
internal sealed class ListWatch<T>(KubernetesClient client, ResourceKind<T> kind, string? selector, TimeProvider time)
    where T : class
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<string, T> _items = new(StringComparer.Ordinal);

    /// <summary>Shows all objects by name, first as they are and then after each change.</summary>
    public async Task RunAsync(Action<IReadOnlyList<T>> show, CancellationToken cancel)
    {
        while (true)
        {
            ResourceList<T> list = await client.ListAsync(kind, new ListOptions { LabelSelector = selector }, cancel);
            _items.Clear();
            foreach (T item in list.Items)
            {
                _items[kind.KeyOf(item).ToString()] = item;
            }

            show([.. _items.Values]);
            try
            {
                await FollowAsync(list.ResourceVersion, show, cancel);
            }
            catch (KubernetesException fault) when (fault is KubernetesUnreachableException or KubernetesStatusException { IsGone: true })
            {
                // The stream broke: a new list has what it would have told.
            }

            await Task.Delay(s_pause, time, cancel);
        }
    }

    private async Task FollowAsync(string version, Action<IReadOnlyList<T>> show, CancellationToken cancel)
    {
        WatchOptions options = new() { LabelSelector = selector, ResourceVersion = version };
        await foreach (WatchEvent<T> change in client.WatchAsync(kind, options, cancel))
        {
            if (change.Value is not { } item || change.Type == WatchEventType.Bookmark)
            {
                continue;
            }

            string key = kind.KeyOf(item).ToString();
            if (change.Type == WatchEventType.Deleted)
            {
                _items.Remove(key);
            }
            else
            {
                _items[key] = item;
            }

            show([.. _items.Values]);
        }
    }
}
