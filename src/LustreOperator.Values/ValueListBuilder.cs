using System.Collections.Immutable;

namespace LustreOperator.Values;

/// <summary>Makes <see cref="ValueList{T}"/>, also from a collection expression.</summary>
public static class ValueList
{
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items)
        where T : notnull => new(ImmutableArray.Create(items));

    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items)
        where T : notnull => new(ImmutableArray.CreateRange(items));
}
