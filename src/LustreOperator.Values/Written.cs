using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LustreOperator.Values;

/// <summary>
/// What a person wrote where a value is asked for. A text that is no such value is kept, so that it can be told with its field's path and is never taken for
/// a field that says nothing. Goes out as it was written; two texts of one value are equal.
/// </summary>
public sealed class Written<T> : IEquatable<Written<T>>
    where T : IParsable<T>
{
    public Written(string text)
    {
        Text = text;
        IsValue = T.TryParse(text, CultureInfo.InvariantCulture, out T? value);
        Value = value;
    }

    public string Text { get; }

    /// <summary>False: the text is no such value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsValue { get; }

    /// <summary>Without meaning where <see cref="IsValue"/> is false.</summary>
    public T? Value { get; }

    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator Written<T>?(string? text) => text is null ? null : new(text);

    public static bool operator ==(Written<T>? left, Written<T>? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(Written<T>? left, Written<T>? right) => !(left == right);

    /// <summary>True for the text of that value.</summary>
    public bool Is(T value) => IsValue && Value.Equals(value);

    public bool Equals(Written<T>? other) => other is not null && (IsValue ? other.Is(Value) : !other.IsValue && Text == other.Text);

    public override bool Equals(object? obj) => Equals(obj as Written<T>);

    public override int GetHashCode() => IsValue ? Value.GetHashCode() : Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
