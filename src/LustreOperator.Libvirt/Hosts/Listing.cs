using System.Collections;

namespace LustreOperator.Libvirt;

/// <summary>A list of a host's parts of one kind: those that could be read, and the others by name.</summary>
public sealed class Listing<T>(IReadOnlyList<T> items, IReadOnlyList<UnreadablePart> unreadable) : IReadOnlyList<T>
    where T : class
{
    public Listing(IReadOnlyList<T> items)
        : this(items, [])
    {
    }

    /// <summary>What is there and cannot be read.</summary>
    public IReadOnlyList<UnreadablePart> Unreadable { get; } = unreadable;

    public int Count => items.Count;

    public T this[int index] => items[index];

    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Reads each part by itself: one that is not well-formed, or that libvirt cannot describe, is named and hides none of the others.</summary>
    /// <param name="kind">What the parts are, for <see cref="UnreadablePart.Kind"/>.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="name">A part's name.</param>
    /// <param name="read">Reads it; null: it is not of this list.</param>
    /// <param name="isAlive">Whether the connection is; what fails on a dead one says nothing of the part.</param>
    internal static Listing<T> Read<TPart>(
        string kind, IEnumerable<TPart> parts, Func<TPart, string> name, Func<TPart, T?> read, Func<bool> isAlive)
    {
        List<T> items = [];
        List<UnreadablePart> unreadable = [];
        foreach (TPart part in parts)
        {
            try
            {
                if (read(part) is { } item)
                {
                    items.Add(item);
                }
            }
            catch (Exception fault) when (IsOfPart(fault, isAlive))
            {
                unreadable.Add(new UnreadablePart(kind, name(part), fault.Message));
            }
        }

        return new Listing<T>(items, unreadable);
    }

    private static bool IsOfPart(Exception fault, Func<bool> isAlive) => fault switch
    {
        LibvirtException { Kind: LibvirtErrorKind.LibraryMissing or LibvirtErrorKind.Unreachable or LibvirtErrorKind.ConnectionLost or LibvirtErrorKind.Timeout or LibvirtErrorKind.Busy } => false,
        LibvirtException => isAlive(),
        FormatException or ArgumentException or OverflowException or InvalidOperationException => true,
        _ => false,
    };
}
