namespace LustreOperator.Kubernetes;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects.</param>
/// <param name="ResourceVersion">The version of the collection; watch from here.</param>
/// <param name="Continue">Token of the next page; "" on the last.</param>
/// <param name="Unreadable">Objects that do not fit <typeparamref name="T"/>.</param>
public sealed record ResourceList<T>(
    IReadOnlyList<T> Items, string ResourceVersion, string Continue, IReadOnlyList<UnreadableObject> Unreadable)
    where T : class;
