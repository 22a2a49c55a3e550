using System.Globalization;

namespace LustreOperator.Values;

/// <summary>
/// An LNet network: a type and a number of 16 bits, such as o2ib1; without a number it is 0, so tcp is tcp0 (libcfs_str2net in Lustre's
/// lnet/lnet/nidstrings.c). It remembers what was written, which may be no network at all (<see cref="IsValid"/>), and is compared by type and number.
/// </summary>
public sealed record LnetNet
{
    // Those that the CRD admits.
    private static readonly string[] s_types = ["tcp", "o2ib", "kfi"];

    private readonly string _text;

    private LnetNet(string text)
    {
        _text = text;
        Type = s_types.FirstOrDefault(type => text.StartsWith(type, StringComparison.Ordinal)) ?? "";
        ReadOnlySpan<char> digits = text.AsSpan(Type.Length);
        IsValid = (ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || digits.IsEmpty) && Type.Length > 0;
        Number = number;
    }

    /// <summary>Nothing written; not valid.</summary>
    public static LnetNet Unset { get; } = new("");

    /// <summary>tcp, o2ib or kfi; empty for another.</summary>
    public string Type { get; }

    /// <summary>0 to 65535.</summary>
    public int Number { get; }

    /// <summary>Whether it is a network of a known type with a number in range.</summary>
    public bool IsValid { get; }

    public bool IsTcp => Type == "tcp";

    /// <summary>What is written, whatever it is.</summary>
    public static LnetNet Of(string text) => new(text);

    /// <summary>The same in one spelling, with its number: tcp0. What is no network stays as it is.</summary>
    public LnetNet Normalized() => IsValid ? new(string.Create(CultureInfo.InvariantCulture, $"{Type}{Number}")) : this;

    /// <summary>By type and number; what is no network by its text.</summary>
    public bool Equals(LnetNet? other) =>
        other is not null && IsValid == other.IsValid && (IsValid ? Type == other.Type && Number == other.Number : _text == other._text);

    public override int GetHashCode() => IsValid ? HashCode.Combine(Type, Number) : _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>As it was written.</summary>
    public override string ToString() => _text;
}
