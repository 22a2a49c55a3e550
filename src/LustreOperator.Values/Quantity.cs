using System.Globalization;

namespace LustreOperator.Values;

/// <summary>
/// A Kubernetes quantity of bytes: a whole number and one of the suffixes Ki, Mi, Gi, Ti, k, M, G, T or none.
/// Source: k8s.io/apimachinery/pkg/api/resource, without fractions and exponents.
/// It remembers what was written, which may be no quantity at all (<see cref="IsValid"/>), and is compared by what it amounts to: 1Gi is 1024Mi.
/// </summary>
public sealed record Quantity
{
    private static readonly (string Suffix, long Factor)[] s_suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40),
        ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000),
    ];

    private readonly string _text;
    private readonly long? _bytes;

    private Quantity(string text) => (_text, _bytes) = (text, Read(text));

    /// <summary>Nothing written; not valid.</summary>
    public static Quantity Unset { get; } = new("");

    /// <summary>Whether it is a quantity of at most 2^63 - 1 bytes.</summary>
    public bool IsValid => _bytes is not null;

    /// <summary>0 to 2^63 - 1.</summary>
    /// <exception cref="FormatException">It is not valid.</exception>
    public long Bytes => _bytes ?? throw new FormatException($"`{_text}` is not a quantity such as 512Mi or 12Gi");

    /// <summary>Rounded up, 0 to 2^53.</summary>
    /// <exception cref="FormatException">It is not valid.</exception>
    public long KiB => (Bytes >> 10) + ((Bytes & 1023) == 0 ? 0 : 1);

    /// <summary>What is written, whatever it is.</summary>
    public static Quantity Of(string text) => new(text);

    /// <summary>So many KiB, in the shortest exact text with a binary suffix.</summary>
    public static Quantity OfKiB(long kib)
    {
        string[] units = ["Ki", "Mi", "Gi", "Ti"];
        int unit = 0;
        while (unit < units.Length - 1 && kib >= 1024 && kib % 1024 == 0)
        {
            kib /= 1024;
            unit++;
        }

        return new(kib.ToString(CultureInfo.InvariantCulture) + units[unit]);
    }

    /// <summary>KiB, rounded up; 0 for none, and for what is no quantity.</summary>
    public static long KiBOrZero(Quantity? quantity) => quantity is { IsValid: true } ? quantity.KiB : 0;

    /// <summary>By bytes; what is no quantity by its text.</summary>
    public bool Equals(Quantity? other) => other is not null && _bytes == other._bytes && (IsValid || _text == other._text);

    public override int GetHashCode() => _bytes?.GetHashCode() ?? _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>As it was written.</summary>
    public override string ToString() => _text;

    // Null: no quantity, or more than 2^63 - 1 bytes.
    private static long? Read(string text)
    {
        (string suffix, long factor) = s_suffixes.FirstOrDefault(known => text.EndsWith(known.Suffix, StringComparison.Ordinal), ("", 1));
        return long.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number <= long.MaxValue / factor ? number * factor : null;
    }
}
